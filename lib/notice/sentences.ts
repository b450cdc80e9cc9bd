/*
 * The sentences of the mails. use-intl/core is the formatter that next-intl is built on, without a framework. This is the
 * only file of lib that imports it, and the only one that reads the messages.
 */
import { createTranslator } from 'use-intl/core';
import type { NoticeLanguage } from '@/db/queries/notices';
import en from '@/messages/en.json';
import zhTW from '@/messages/zh-TW.json';

/** The language tag (BCP 47) of each language, for formats and headers. */
export const LANGUAGE_TAG: Record<NoticeLanguage, string> = { zh_TW: 'zh-Hant-TW', en: 'en' };

/** A mail with a missing text is not sent: the error is logged instead. */
function onError(error: Error): never {
  throw error;
}

const zh = createTranslator({ onError, locale: LANGUAGE_TAG.zh_TW, messages: zhTW, namespace: 'notices' });
const english = createTranslator({ onError, locale: LANGUAGE_TAG.en, messages: en, namespace: 'notices' });

export type Sentences = typeof zh;

export function sentencesIn(language: NoticeLanguage): Sentences {
  return language === 'en' ? (english as Sentences) : zh;
}
