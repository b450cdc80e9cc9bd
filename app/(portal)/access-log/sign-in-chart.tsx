import { useLocale, useTranslations } from 'next-intl';
import { DayChart } from '@/app/_ui/day-chart';
import { useMoments } from '@/app/_web/moments';
import type { SignInReview } from '@/lib/mail-log/access/review-sign-ins';
import { listDays } from '@/lib/mail-log/read-days';
import { accessLogUrl } from './access-log-url';
import { placeName } from './entry-words';

/** Countries with a colour of their own; the rest are one series. */
const NAMED = 3;

/** The sign-ins of the kept days by country, and the failed ones apart. A day leads to its entries. */
export function SignInChart({ mailbox, review }: { mailbox: string; review: SignInReview }) {
  const t = useTranslations('access');
  const locale = useLocale();
  const { day: nameOf } = useMoments();
  const { kept, signIns, failures } = review;
  const countries = countriesByUse(signIns);
  const named = countries.slice(0, NAMED);
  const hasOthers = countries.length > NAMED;
  const number = new Intl.NumberFormat(locale);
  const days = listDays(kept).map((day) => {
    const ofDay = signIns.filter((one) => one.day === day);
    const countOf = (isOne: (country: string | null) => boolean) =>
      ofDay.filter(({ country }) => isOne(country)).reduce((sum, { count }) => sum + count, 0);
    return {
      day,
      name: nameOf(day),
      tick: `${Number(day.slice(5, 7))}/${Number(day.slice(8))}`,
      href: accessLogUrl({ mailbox, from: day, to: day }),
      above: [
        ...named.map((one) => countOf((country) => country === one)),
        ...(hasOthers ? [countOf((country) => !named.includes(country))] : []),
      ],
      below: failures.find((one) => one.day === day)?.count ?? 0,
    };
  });
  return (
    <section>
      <h2>{t('chart.heading', { days: days.length })}</h2>
      <DayChart
        title={t('chart.title')}
        dayHead={t('chart.day')}
        above={[
          ...named.map((country) => placeName(country ?? 'unknown', t, locale)),
          ...(hasOthers ? [t('chart.others')] : []),
        ]}
        below={t('chart.failed')}
        days={days}
        tableLabel={t('chart.table')}
        count={(value) => number.format(value)}
      />
    </section>
  );
}

function countriesByUse(signIns: SignInReview['signIns']): (string | null)[] {
  const uses = new Map<string | null, number>();
  for (const { country, count } of signIns) uses.set(country, (uses.get(country) ?? 0) + count);
  return [...uses].sort(([, a], [, b]) => b - a).map(([country]) => country);
}
