import { useLocale } from 'next-intl';

/** Selects the user's language of a name in the campus profile. */
export function useBilingual(): (name: { zh: string; en: string }) => string {
  const isEnglish = useLocale() === 'en';
  return (name) => (isEnglish ? name.en : name.zh);
}
