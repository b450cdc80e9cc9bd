import { useLocale } from 'next-intl';

/** Picks the person's language out of a name of the campus profile. */
export function useBilingual(): (name: { zh: string; en: string }) => string {
  const isEnglish = useLocale() === 'en';
  return (name) => (isEnglish ? name.en : name.zh);
}
