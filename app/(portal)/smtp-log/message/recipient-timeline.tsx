import { useTranslations } from 'next-intl';
import { MailAddress } from '@/app/_ui/mail-address';
import { NetworkAddress } from '@/app/_ui/network-address';
import { useMoments } from '@/app/_web/moments';
import type { ExplainedTry, RecipientHistory, SentMessage } from '@/lib/mail-log/sending/find-sent-message';
import { Explanation } from '../explanation';

/** Earlier tries are folded: most say the same as the last one. */
const SHOWN_TRIES = 1;

/** The steps of a message on its way to one recipient, in order of time. */
export function RecipientTimeline({ message, history }: { message: SentMessage; history: RecipientHistory }) {
  const t = useTranslations('sending.message');
  const { moment, exact } = useMoments();
  const { recipient, state, tries, next } = history;
  const shown = tries.slice(0, SHOWN_TRIES).toReversed();
  const older = tries.slice(SHOWN_TRIES).toReversed();
  return (
    <section>
      <h2>
        <MailAddress>{recipient}</MailAddress>
      </h2>
      <ol className="timeline timeline-of-days">
        <Accepted message={message} />
        {older.length > 0 && (
          <li>
            <span className="timeline-pending" aria-hidden="true">
              …
            </span>{' '}
            <details className="fold">
              <summary>{t('olderTries', { count: older.length })}</summary>
              <ol className="timeline">
                {older.map((one) => (
                  <Try key={one.at.getTime()} one={one} isTriedAgain={false} />
                ))}
              </ol>
            </details>
          </li>
        )}
        {shown.map((one) => (
          <Try key={one.at.getTime()} one={one} isTriedAgain={next !== null} />
        ))}
        {state === 'expired' && message.expiredAt && (
          <li data-state="failed">
            <time dateTime={message.expiredAt.toISOString()}>{exact(message.expiredAt)}</time>{' '}
            <span>{t('expired')}</span>
          </li>
        )}
        {next && (
          <li data-state="delayed">
            <span className="timeline-pending" aria-hidden="true">
              …
            </span>{' '}
            <span>{t('next', { until: moment(next.until), time: moment(next.at) })}</span>
          </li>
        )}
      </ol>
    </section>
  );
}

/** The first step of a message. */
export function Accepted({ message: { at, address } }: { message: SentMessage }) {
  const t = useTranslations('sending.message');
  const { exact } = useMoments();
  return (
    <li data-state="done">
      <time dateTime={at.toISOString()}>{exact(at)}</time>{' '}
      <span>
        {address
          ? t.rich('acceptedFrom', { address, ip: (text) => <NetworkAddress>{String(text)}</NetworkAddress> })
          : t('accepted')}
      </span>
    </li>
  );
}

const STATE = { success: 'done', temporary: 'delayed', permanent: 'failed' } as const;

function Try({
  one: { at, relay, dsn, response, explained },
  isTriedAgain,
}: {
  one: ExplainedTry;
  isTriedAgain: boolean;
}) {
  const { exact } = useMoments();
  const words = useTryWords();
  return (
    <li data-state={STATE[explained.is]}>
      <time dateTime={at.toISOString()}>{exact(at)}</time>{' '}
      <div className="timeline-try">
        <p>{words(explained.is, relay)}</p>
        <Explanation explained={explained} loggedCode={dsn} answer={response ?? ''} isTriedAgain={isTriedAgain} />
      </div>
    </li>
  );
}

function useTryWords(): (is: ExplainedTry['explained']['is'], relay: string | null) => string {
  const t = useTranslations('sending.message');
  return (is, relay) => {
    const host = hostOf(relay);
    if (is === 'success') return host ? t('sent', { relay: host }) : t('sentHere');
    if (is === 'temporary') return host ? t('deferred', { relay: host }) : t('deferredNowhere');
    return host ? t('bounced', { relay: host }) : t('bouncedNowhere');
  };
}

/** The name of the other server; null where there is none: `none`, `local`, a socket or a service of our own server. */
function hostOf(relay: string | null): string | null {
  const name = relay?.split('[')[0] ?? '';
  return name.includes('.') && !/^(?:127\.|10\.|192\.168\.)/.test(name) ? name : null;
}
