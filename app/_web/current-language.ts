import { getLocale } from 'next-intl/server';
import { HTML_LANG, type Language } from './language';

/** The language of the response to this request. */
export async function currentLanguage(): Promise<Language> {
  return (await getLocale()) === HTML_LANG.en ? 'en' : 'zh_TW';
}
