import { useLocale, useTranslations } from 'next-intl';
import { BY_ITSELF } from './by-itself';
import { LANGUAGES, type Language } from './language';
import { requestScope } from './request-scope';

const NAMES: Record<Language, string> = { zh_TW: '中文', en: 'English' };
const TAGS: Record<Language, string> = { zh_TW: 'zh-Hant-TW', en: 'en' };

/** The choice itself, the framework's mark of a refresh, and the portal's own mark of one. */
const NOT_THE_PAGES = new Set(['lang', '_rsc', BY_ITSELF]);

/** Asks for the same page in the other language; a form, so that it works everywhere and keeps the page's own query. */
export function LanguageToggle() {
  const t = useTranslations('shell');
  const current = useLocale();
  const { pathname, searchParams } = new URL(requestScope().url, 'http://portal');
  // One that stands twice is why the page was refused.
  const kept = [...searchParams].filter(([name]) => !NOT_THE_PAGES.has(name) && searchParams.getAll(name).length === 1);
  return (
    <form action={pathname} method="get">
      <fieldset className="languages">
        <legend className="unseen">{t('language')}</legend>
        {kept.map(([name, value]) => (
          <input key={`${name}=${value}`} type="hidden" name={name} value={value} />
        ))}
        {LANGUAGES.map((language) => (
          <button
            key={language}
            type="submit"
            className="plain"
            name="lang"
            value={language}
            lang={TAGS[language]}
            aria-pressed={TAGS[language] === current}
          >
            {NAMES[language]}
          </button>
        ))}
      </fieldset>
    </form>
  );
}
