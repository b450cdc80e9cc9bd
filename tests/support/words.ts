import { createTranslator } from 'next-intl';
import en from '@/messages/en.json' with { type: 'json' };
import zhTW from '@/messages/zh-TW.json' with { type: 'json' };

const zhWords = createTranslator({ locale: 'zh-Hant-TW', messages: zhTW });
const enWords = createTranslator({ locale: 'en', messages: en });

/** The portal's sentences, by their keys, in one language. */
export type Words = typeof zhWords;

export const WORDS: Record<'zh_TW' | 'en', Words> = { zh_TW: zhWords, en: enWords as Words };

/** A sentence with a mail address in it, without its markup, as a user reads it. */
export function sentenceAbout(
  words: Words,
  key: 'home.stuck' | 'contactAddresses.confirmedText' | 'notMe.stopped',
  address: string,
) {
  return words.markup(key, { address, addr: (text) => text });
}
