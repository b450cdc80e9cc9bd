const ENGLISH = 'en';
const CHINESE = 'zh-Hant-TW';

/** In a Chinese text: English in parentheses, such as (Set password). Neither decrypt(-2) nor (A123456) is English. */
const ENGLISH_PART = /(?<=^|[\s\p{Script=Han}])\((?![A-Za-z]\d)[A-Za-z][^()\p{Script=Han}]*\)/gu;

/** In an English text: Chinese words, also in zhuyin with its marks of tone, with the punctuation between them. */
const CHINESE_PART =
  /[\p{Script=Han}\p{Script=Bopomofo}˙「『（][\p{Script=Han}\p{Script=Bopomofo}ˊˇˋ˙「」『』（）、，。：；！？…]*/gu;

export interface LanguagePart {
  text: string;
  /** Missing for a part in the language of the page. */
  lang?: string;
}

/** Splits a text into the parts that are in the language of the page and those that are not. */
export function languageParts(text: string, locale: string): LanguagePart[] {
  const isEnglish = locale === ENGLISH;
  const parts: LanguagePart[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(isEnglish ? CHINESE_PART : ENGLISH_PART)) {
    if (index > from) parts.push({ text: text.slice(from, index) });
    parts.push({ text: found, lang: isEnglish ? CHINESE : ENGLISH });
    from = index + found.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}

/**
 * Splits a label that names one thing in both languages: 首頁 (Home).
 *
 * @returns `english` is undefined if the label is in one language
 */
export function splitLabel(label: string): { label: string; english?: string } {
  const [, chinese, english] = /^(.*\p{Script=Han}.*?) *\(([A-Za-z][^()\p{Script=Han}]*)\)$/u.exec(label) ?? [];
  return chinese === undefined ? { label } : { label: chinese, english };
}
