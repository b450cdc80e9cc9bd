import { useLocale, useTranslations } from 'next-intl';
import { Cell, Rows } from '@/app/_ui/rows';
import { useMoments } from '@/app/_web/moments';
import type { SendingDay } from '@/lib/mail-log/sending/list-sending-days';
import { sendingLogUrl } from './sending-log-url';

const COLUMNS = ['total', 'authenticated', 'sent', 'deferred', 'bounced', 'expired'] as const;

/** Earlier days are folded: on a phone each day is a card. */
const SHOWN_DAYS = 7;

interface Props {
  mailbox: string;
  /** Days on which something was sent, the newest first. */
  days: readonly SendingDay[];
}

/** A row for each day on which something was sent; it leads to the messages of the day. */
export function DaysTable({ mailbox, days }: Props) {
  const t = useTranslations('sending');
  const earlier = days.slice(SHOWN_DAYS);
  return (
    <>
      <DayRows mailbox={mailbox} days={days.slice(0, SHOWN_DAYS)} />
      {earlier.length > 0 && (
        <details className="fold">
          <summary>{t('earlierDays', { count: earlier.length })}</summary>
          <DayRows mailbox={mailbox} days={earlier} />
        </details>
      )}
      <p className="quiet">{t('daysHint')}</p>
    </>
  );
}

function DayRows({ mailbox, days }: Props) {
  const t = useTranslations('sending');
  const number = new Intl.NumberFormat(useLocale());
  const { day: nameOf } = useMoments();
  return (
    <Rows heads={[t('head.day'), ...COLUMNS.map((column) => t(`head.${column}`))]}>
      {days.map((one) => (
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
  );
}
