import { createTranslator } from 'next-intl';
import en from '@/messages/en.json';
import zhTW from '@/messages/zh-TW.json';
import { HTML_LANG } from './language';

export type SheetSentence = keyof typeof zhTW.sheet;

const zh = createTranslator({ locale: HTML_LANG.zh_TW, messages: zhTW, namespace: 'sheet' });
const english = createTranslator({ locale: HTML_LANG.en, messages: en, namespace: 'sheet' });

/** A sentence of the printed sheet in both languages: the applicant and the clerk may read different ones. */
export function inBothLanguages(sentence: SheetSentence): { lang: string; text: string }[] {
  return [
    { lang: HTML_LANG.zh_TW, text: zh(sentence) },
    { lang: HTML_LANG.en, text: english(sentence) },
  ];
}
