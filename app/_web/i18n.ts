import { headers } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { theRuntime } from '@/lib/runtime/runtime';
import en from '@/messages/en.json';
import zhTW from '@/messages/zh-TW.json';
import { arrivingLink } from './arriving-link';
import { currentMember } from './current-member';
import { HTML_LANG, type Language, languageAccepted, languageIn } from './language';
import { requestScope } from './request-scope';

const MESSAGES = { zh_TW: zhTW, en } as const;

/** In order of precedence: query or cookie (read by bin/server), campus link, session, Accept-Language. */
async function chooseLanguage(): Promise<Language> {
  return (
    requestScope().language ??
    (await languageOfLink()) ??
    languageIn((await currentMember()).language) ??
    languageAccepted((await headers()).get('accept-language'))
  );
}

async function languageOfLink(): Promise<Language | undefined> {
  const link = await arrivingLink();
  return link?.ok ? link.value.claims.lang : undefined;
}

export default getRequestConfig(async () => {
  const language = await chooseLanguage();
  return {
    locale: HTML_LANG[language],
    messages: MESSAGES[language],
    timeZone: theRuntime().config.campus.timeZone,
  };
});
