import { useTranslations } from 'next-intl';
import { Callout } from '@/app/_ui/callout';
import { Hero } from '@/app/_ui/hero';
import { useMoments } from '@/app/_web/moments';
import type { SendingReview } from '@/lib/mail-log/sending/review-sending';
import { sendingLogUrl } from './sending-log-url';

const SIGNS = { none: 'info', delivered: 'done', waiting: 'info', failed: 'warning' } as const;

/** Without a new line for so long, the page says that later messages are missing. */
const STALE_MS = 15 * 60_000;

/** The answer first: whether everything was delivered, and if not, the way to the reasons. */
export function Answer({ mailbox, review, now }: { mailbox: string; review: SendingReview; now: Date }) {
  const t = useTranslations('sending');
  const { moment } = useMoments();
  const { verdict, messages, recipients, sent, deferred, failed, refusedToday, limit, recordsUntil, days } = review;
  if (!recordsUntil) {
    return (
      <Callout kind="info">
        <p>{t('noRecords')}</p>
      </Callout>
    );
  }
  const isStale = now.getTime() - recordsUntil.getTime() > STALE_MS;
  const lastWeek = { mailbox, from: days[6]?.day, to: days[0]?.day };
  return (
    <section>
      <Hero kind={SIGNS[verdict]}>
        <h2>{t(`verdict.${verdict}`, { count: verdict === 'failed' ? failed : deferred })}</h2>
        <p>{t(`why.${verdict}`, { messages, recipients, sent })}</p>
        {failed > 0 && (
          <p className="actions">
            {(['bounced', 'expired'] as const)
              .filter((state) => days.slice(0, 7).some((day) => day[state] > 0))
              .map((state, at) => (
                <a
                  key={state}
                  className={at === 0 ? 'button' : 'button secondary'}
                  href={sendingLogUrl('/messages', { ...lastWeek, state })}
                >
                  {t(state === 'bounced' ? 'showFailed' : 'showExpired')}
                </a>
              ))}
          </p>
        )}
        {verdict === 'waiting' && (
          <p>
            <a className="button" href={sendingLogUrl('/messages', { ...lastWeek, state: 'deferred' })}>
              {t('showWaiting')}
            </a>
          </p>
        )}
      </Hero>
      {limit !== null && (
        <Callout kind="warning">
          <p>{t('limit', { text: limit })}</p>
        </Callout>
      )}
      {refusedToday > 0 && (
        <p>
          <a href={`${sendingLogUrl('/messages', { mailbox, from: days[0]?.day, to: days[0]?.day })}#refused`}>
            {t('refusedToday', { count: refusedToday })}
          </a>
        </p>
      )}
      <p className="quiet">{t(isStale ? 'recordsStale' : 'recordsUntil', { time: moment(recordsUntil) })}</p>
    </section>
  );
}
