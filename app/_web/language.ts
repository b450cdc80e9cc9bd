export const LANGUAGES = ['zh_TW', 'en'] as const;
/** As spelled in the query, the cookie and the campus link. */
export type Language = (typeof LANGUAGES)[number];

export const LANGUAGE_COOKIE = 'portal_language';

/** @returns undefined for text that is not a language: the value later selects a file of messages */
export function languageIn(text: string | null | undefined): Language | undefined {
  return LANGUAGES.find((language) => language === text);
}

/** The language that an Accept-Language header prefers. @see RFC 9110 §12.5.4 */
export function languageAccepted(accepted: string | null): Language {
  const wanted = (accepted ?? '')
    .split(',')
    .map((entry) => {
      const [tag = '', ...parameters] = entry.trim().toLowerCase().split(';');
      const q = parameters
        .find((parameter) => parameter.trim().startsWith('q='))
        ?.trim()
        .slice(2);
      return { tag, q: q === undefined ? 1 : Number(q) };
    })
    .filter(({ tag, q }) => q > 0 && /^(zh|en)\b/.test(tag))
    .sort((a, b) => b.q - a.q);
  return wanted[0]?.tag.startsWith('en') ? 'en' : 'zh_TW';
}

/** The tag for `<html lang>` and for number and date formats. */
export const HTML_LANG: Record<Language, string> = { zh_TW: 'zh-Hant-TW', en: 'en' };

const IN_COOKIES = new RegExp(`(?:^|; )${LANGUAGE_COOKIE}=(\\w+)`);

/** The language that a user chose: now, in the query, or before, in the cookie. */
export function languageChosen(url: string, cookie: string | undefined): Language | undefined {
  const [, query] = url.split('?', 2);
  return languageIn(new URLSearchParams(query).get('lang')) ?? languageIn(IN_COOKIES.exec(cookie ?? '')?.[1]);
}

/** The language of a browser without a session: the one in its cookie, else the one that Accept-Language prefers. */
export function languageOfBrowser(headers: { cookie?: string; 'accept-language'?: string }): Language {
  return languageChosen('/', headers.cookie) ?? languageAccepted(headers['accept-language'] ?? null);
}
