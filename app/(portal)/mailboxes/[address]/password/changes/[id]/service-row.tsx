import { useTranslations } from 'next-intl';
import { asPhone } from '@/app/_ui/phone';
import { StateLabel } from '@/app/_ui/state-label';
import { useMoments } from '@/app/_web/moments';
import type { Reinstatement } from '@/lib/receipt/find-progress';
import type { ServiceOutcome } from '@/lib/receipt/service-outcome';
import { theRuntime } from '@/lib/runtime/runtime';

/** The progress of a change at one service: its state in a word and in a sentence, and the time of each step. */
export function ServiceRow({
  outcome,
  reinstatement,
}: {
  outcome: ServiceOutcome;
  reinstatement: Reinstatement | null;
}) {
  const t = useTranslations('receipt');
  const { exactClock } = useMoments();
  const { service, state } = outcome;
  const headingId = `${outcome.deliveryId}-${service}`;
  const steps = [...doneAt(outcome, reinstatement, t), ...pendingSteps(outcome, t)];
  return (
    <article className="delivery" aria-labelledby={headingId}>
      <h3>
        <span id={headingId}>{t(`service.${service}`)}</span>{' '}
        <StateLabel kind={STATE[state].kind}>{t(STATE[state].word)}</StateLabel>
      </h3>
      {service === 'simulated' && <p className="quiet">{t('simulatedText')}</p>}
      {state === 'retrying' ? <Failure outcome={outcome} /> : <p>{summary(outcome, t, exactClock)}</p>}
      {steps.length > 0 && (
        <ol className="timeline">
          {steps.map(([at, what]) => (
            <li
              key={`${what} ${at instanceof Date ? at.getTime() : at}`}
              data-state={at instanceof Date ? 'done' : undefined}
            >
              {at instanceof Date ? (
                <time dateTime={at.toISOString()}>{exactClock(at)}</time>
              ) : (
                <span className="timeline-pending">{at === 'pending' ? '…' : '–'}</span>
              )}{' '}
              <span>{what}</span>
            </li>
          ))}
        </ol>
      )}
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

/** The reason of a failed delivery, and advice to the user. For most reasons the user need do nothing. */
function Failure({ outcome }: { outcome: ServiceOutcome }) {
  const t = useTranslations();
  const { phone } = theRuntime().config.campus.contact;
  if (!outcome.failure) return null;
  const { reason } = outcome.failure;
  const advice = `delivery.advice.${reason}` as 'delivery.advice.policy_refused';
  return (
    <>
      <p>{t(`delivery.reasons.${reason}`)}</p>
      <p key={reason}>{t.rich(t.has(advice) ? advice : 'receipt.nothingLost', { phone, tel: asPhone })}</p>
    </>
  );
}

type Words = ReturnType<typeof useTranslations<'receipt'>>;

function summary(outcome: ServiceOutcome, t: Words, exactClock: (moment: Date) => string): string {
  const { service, state, writtenAt, inForceAt, waitsFor } = outcome;
  switch (state) {
    case 'in_force':
      return t('inForceAt', { time: inForceAt ? exactClock(inForceAt) : '' });
    case 'written':
      return t('writtenAt', { time: writtenAt ? exactClock(writtenAt) : '' });
    case 'lifting':
      return t('liftingText');
    case 'stored':
      return t('storedText');
    case 'superseded':
      return t('supersededText');
    default:
      return t(waitsFor ? `waitingFor.${waitsFor}` : `waitingText.${service}`);
  }
}

const SAVED = { mail_server: 'saved', directory: 'savedDirectory', google: 'savedGoogle', simulated: 'saved' } as const;

const PROBE = {
  accepted: 'proved',
  refused: 'provedRefused',
  unreachable: 'provedUnreachable',
  not_tried: 'provedNot',
  lost: 'provedLost',
} as const;

/** The demo's simulated mail system gets its own messages, because its sign-in is not a real one. */
const SIMULATED_PROBE = { ...PROBE, accepted: 'provedSimulated', refused: 'provedSimulatedRefused' } as const;

type Step = [at: Date | 'pending' | null, what: string];

/** The completed steps in order. Steps that did not happen are not listed. */
function doneAt(outcome: ServiceOutcome, reinstatement: Reinstatement | null, t: Words): Step[] {
  const { service, connectionsEndedAt, connectionsEnded, probe, probedAt } = outcome;
  const done: Step[] = [];
  if (outcome.writtenAt) done.push([outcome.writtenAt, t(SAVED[service])]);
  if (service === 'directory') return done;
  if (service === 'google') {
    if (connectionsEndedAt) done.push([connectionsEndedAt, t('endedGoogle')], [null, t('provedNotAtGoogle')]);
    return done;
  }
  if (outcome.withdrawnAt) done.push([outcome.withdrawnAt, t('withdrawn')]);
  else if (outcome.withdrawnFirstAt) done.push([outcome.withdrawnFirstAt, t('withdrawnFirst')]);
  if (connectionsEndedAt) done.push([connectionsEndedAt, t('ended', { count: connectionsEnded })]);
  if (reinstatement?.liftedAt) done.push([reinstatement.liftedAt, t('lifted')]);
  if (reinstatement?.inForceAt)
    done.push([reinstatement.inForceAt, t(service === 'simulated' ? 'reinstatedSimulated' : 'reinstated')]);
  if (probe) done.push([probedAt, t((service === 'simulated' ? SIMULATED_PROBE : PROBE)[probe])]);
  return done;
}

function pendingSteps({ service, state, failure, probe }: ServiceOutcome, t: Words): Step[] {
  if (failure) {
    const isDue = failure.nextAttemptAt <= theRuntime().clock();
    return [isDue ? ['pending', t('tryingAgain')] : [failure.nextAttemptAt, t('nextTry')]];
  }
  const canBeVerified = service === 'mail_server' || service === 'simulated';
  const isBeingVerified = canBeVerified && (state === 'in_force' || state === 'lifting') && probe === null;
  return isBeingVerified ? [['pending', t(service === 'simulated' ? 'provingSimulated' : 'proving')]] : [];
}
