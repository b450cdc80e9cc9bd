import { useLocale, useTranslations } from 'next-intl';
import { LanguageParts } from '@/app/_ui/language-parts';
import { BY_ITSELF } from './by-itself';
import { LANGUAGES, type Language } from './language';
import { requestScope } from './request-scope';

const NAMES: Record<Language, string> = { zh_TW: '中文', en: 'English' };
const TAGS: Record<Language, string> = { zh_TW: 'zh-Hant-TW', en: 'en' };

/**
 * Query parameters that are not part of the page: the language, and the marks of a refresh by the framework or a page.
 */
const DROPPED_PARAMETERS = new Set(['lang', '_rsc', BY_ITSELF]);

/**
 * Loads the same page in the other language. A form, so that it needs no JavaScript and keeps the query of the page.
 */
export function LanguageToggle() {
  const t = useTranslations('shell');
  const current = useLocale();
  const { pathname, searchParams } = new URL(requestScope().url, 'http://portal');
  // A repeated parameter is dropped: it is the reason why the page was refused.
  const kept = [...searchParams].filter(
    ([name]) => !DROPPED_PARAMETERS.has(name) && searchParams.getAll(name).length === 1,
  );
  return (
    <form action={pathname} method="get">
      <fieldset className="languages">
        <legend className="unseen">
          <LanguageParts>{t('language')}</LanguageParts>
        </legend>
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
