import { useLocale, useTranslations } from 'next-intl';
import { DayChart } from '@/app/_ui/day-chart';
import { useMoments } from '@/app/_web/moments';
import type { SendingDay } from '@/lib/mail-log/sending/list-sending-days';
import { sendingLogUrl } from './sending-log-url';

/** The recipients of each day by outcome; those who did not get the mail are below the line. */
export function DaysChart({ mailbox, days }: { mailbox: string; days: readonly SendingDay[] }) {
  const t = useTranslations('sending');
  const number = new Intl.NumberFormat(useLocale());
  const { day: nameOf } = useMoments();
  return (
    <DayChart
      title={t('chart.title')}
      dayHead={t('head.day')}
      above={[t('state.sent'), t('state.deferred')]}
      below={t('chart.failed')}
      days={days.toReversed().map(({ day, sent, deferred, bounced, expired }) => ({
        day,
        name: nameOf(day),
        tick: `${Number(day.slice(5, 7))}/${Number(day.slice(8))}`,
        href: sendingLogUrl('/messages', { mailbox, from: day, to: day }),
        above: [sent, deferred],
        below: bounced + expired,
      }))}
      tableLabel={t('chart.table')}
      count={(value) => number.format(value)}
    />
  );
}
