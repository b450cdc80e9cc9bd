import { useTranslations } from 'next-intl';
import { useMoments } from '@/app/_web/moments';
import type { Receipt } from '@/lib/password/receipt/find-receipt';
import { type Step, timelineOf } from '@/lib/password/receipt/timeline-of';

const HEADING = 'timeline';

/** The steps of a change with their times, and those under way. A step that did not happen is not listed. */
export function Timeline({ receipt }: { receipt: Receipt }) {
  const t = useTranslations('receipt');
  const { exactSince } = useMoments();
  return (
    <section>
      <h2 id={HEADING}>{t('timeline')}</h2>
      <ol className="timeline" aria-labelledby={HEADING}>
        {timelineOf(receipt).map(({ name, service, nth, at, state, count }) => (
          <li key={`${name} ${service} ${nth} ${at?.getTime()}`} data-state={state}>
            {at ? (
              <time dateTime={at.toISOString()}>{exactSince(at, receipt.change.changedAt)}</time>
            ) : (
              <span className="timeline-pending" aria-hidden="true">
                {SIGNS[state]}
              </span>
            )}{' '}
            <span>
              {t(`step.${name}`, { count, service })}
              {nth !== null && t('nth', { nth })}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Stand where a time would stand. */
const SIGNS: Record<Step['state'], string> = { done: '', failed: '✕', not_done: '–', under_way: '…', delayed: '!' };
