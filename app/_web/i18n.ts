import { headers } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { theRuntime } from '@/lib/runtime/runtime';
import en from '@/messages/en.json';
import zhTW from '@/messages/zh-TW.json';
import { arrivingLink } from './arriving-link';
import { currentMember } from './current-member';
import { HTML_LANG, type Language, languageAccepted, languageIn } from './language';

const MESSAGES = { zh_TW: zhTW, en } as const;

/** In order of precedence: query or cookie (read by the middleware), campus link, session, Accept-Language. */
async function chooseLanguage(): Promise<Language> {
  const sent = await headers();
  return (
    languageIn(sent.get('x-portal-language')) ??
    (await languageOfLink()) ??
    languageIn((await currentMember()).language) ??
    languageAccepted(sent.get('accept-language'))
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
