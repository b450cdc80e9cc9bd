import { useLocale, useTranslations } from 'next-intl';
import { EmptyState } from '@/app/_ui/empty-state';
import { Cell, Rows } from '@/app/_ui/rows';
import { useMoments } from '@/app/_web/moments';
import type { SendingDay } from '@/lib/mail-log/sending/list-sending-days';
import { sendingLogUrl } from './sending-log-url';

const COLUMNS = ['total', 'authenticated', 'sent', 'deferred', 'bounced', 'expired'] as const;

/** A row for each day on which something was sent; it leads to the messages of the day. */
export function DaysTable({ mailbox, days }: { mailbox: string; days: readonly SendingDay[] }) {
  const t = useTranslations('sending');
  const number = new Intl.NumberFormat(useLocale());
  const { day: nameOf } = useMoments();
  const used = days.filter(({ total }) => total > 0);
  if (used.length === 0) return <EmptyState icon="send">{t('noDays', { days: days.length })}</EmptyState>;
  return (
    <>
      <Rows heads={[t('head.day'), ...COLUMNS.map((column) => t(`head.${column}`))]}>
        {used.map((one) => (
          <tr key={one.day}>
            <th scope="row">
              <a href={sendingLogUrl('/messages', { mailbox, from: one.day, to: one.day })}>
                <time dateTime={one.day}>{nameOf(one.day)}</time>
              </a>
            </th>
            {COLUMNS.map((column) => (
              <Cell
                key={column}
                head={t(`head.${column}`)}
                className={one[column] === 0 && column !== 'total' ? 'row-nothing' : undefined}
              >
                {number.format(one[column])}
              </Cell>
            ))}
          </tr>
        ))}
      </Rows>
      <p className="quiet">{t('daysHint')}</p>
    </>
  );
}
