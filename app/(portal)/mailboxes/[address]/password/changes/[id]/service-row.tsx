import { useTranslations } from 'next-intl';
import { asPhone } from '@/app/_ui/phone';
import { StateLabel } from '@/app/_ui/state-label';
import { useMoments } from '@/app/_web/moments';
import type { ServiceOutcome } from '@/lib/password/receipt/service-outcome';
import { theRuntime } from '@/lib/runtime/runtime';

/** The progress of a change at one service in a word, and what to do if it is delayed. */
export function ServiceRow({ outcome, number }: { outcome: ServiceOutcome; number: string }) {
  const t = useTranslations('receipt');
  const { service, nth, state, waitsFor } = outcome;
  const headingId = `${outcome.deliveryId}-${service}`;
  return (
    <article className="delivery" aria-labelledby={headingId}>
      <h3>
        <span id={headingId}>
          {t(`service.${service}`)}
          {nth !== null && t('nth', { nth })}
        </span>{' '}
        <StateLabel key={state} kind={STATE[state].kind}>
          {t(STATE[state].word)}
        </StateLabel>
      </h3>
      {waitsFor && <p>{t(`waitingFor.${waitsFor}`)}</p>}
      <Failure outcome={outcome} number={number} />
    </article>
  );
}

const STATE = {
  in_force: { word: 'inForce', kind: 'good' },
  written: { word: 'written', kind: 'good' },
  superseded: { word: 'superseded', kind: 'none' },
  stored: { word: 'stored', kind: 'act' },
  retrying: { word: 'retrying', kind: 'act' },
  waiting: { word: 'waiting', kind: 'none' },
  lifting: { word: 'lifting', kind: 'none' },
} as const satisfies Record<ServiceOutcome['state'], { word: string; kind: 'good' | 'act' | 'none' }>;

/** The reason of a failed delivery, advice to the user, and the next attempt. For most reasons the user need do nothing. */
function Failure({ outcome: { failure }, number }: { outcome: ServiceOutcome; number: string }) {
  const t = useTranslations();
  const { exactSince } = useMoments();
  if (!failure) return null;
  const { clock: now, config } = theRuntime();
  const { reason, nextAttemptAt } = failure;
  const isDue = nextAttemptAt <= now();
  const advice = `delivery.advice.${reason}` as 'delivery.advice.access_refused';
  const words = { phone: config.campus.contact.phone, number, tel: asPhone };
  return (
    <>
      <p key={`reason ${reason}`}>{t(`delivery.reasons.${reason}`)}</p>
      <p key={`advice ${reason}`}>{t.rich(t.has(advice) ? advice : 'receipt.nothingLost', words)}</p>
      <p className="quiet" key={`next ${nextAttemptAt.getTime()} ${isDue}`}>
        {isDue ? t('receipt.tryingAgain') : t('receipt.nextTry', { time: exactSince(nextAttemptAt, now()) })}
      </p>
    </>
  );
}
