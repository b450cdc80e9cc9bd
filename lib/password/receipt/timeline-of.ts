import type { Progress } from './read-progress';
import type { Service, ServiceOutcome } from './service-outcome';

/** The kinds of a step. Each has its sentence under the message key `receipt.step.<name>`. */
export type StepName =
  | 'saved'
  | 'in_directory'
  | 'at_google'
  | 'google_signed_out'
  | 'google_not_tried'
  | 'withdrawn'
  | 'ended'
  | 'lifted'
  | 'restored'
  | 'restored_simulated'
  | `sign_in_${NonNullable<ServiceOutcome['probe']>}`
  | `simulated_${NonNullable<ServiceOutcome['probe']>}`
  | 'telling'
  | 'delayed'
  | 'withdrawing_again'
  | 'signing_in'
  | 'simulated_signing_in';

export interface Step {
  name: StepName;
  service: Service;
  /** Its place among several services of the same name; null when it is the only one, and for a step of no service. */
  nth: number | null;
  /** Null while it is not done, and for a step that cannot be done. */
  at: Date | null;
  state: 'done' | 'failed' | 'not_done' | 'under_way' | 'delayed';
  /** The number of connections that were ended. */
  count: number;
}

/** The service of a step, as the list names it. */
type Place = Pick<ServiceOutcome, 'service' | 'nth'>;

type TimelineFacts = Pick<Progress, 'change' | 'services' | 'reinstatement' | 'replacedBy'>;

/** Merges the steps of a change at all of its services: those that were done, by their time, then those under way. */
export function timelineOf({ change, services, reinstatement, replacedBy }: TimelineFacts): Step[] {
  const first = { service: services[0]?.service ?? 'mail_server', nth: null } as const;
  const done = [
    step('saved', first, change.changedAt),
    ...services.flatMap(stepsAt),
    ...(reinstatement?.liftedAt ? [step('lifted', first, reinstatement.liftedAt)] : []),
    ...(reinstatement?.inForceAt
      ? [step(first.service === 'simulated' ? 'restored_simulated' : 'restored', first, reinstatement.inForceAt)]
      : []),
  ];
  const byTime = done
    .filter(({ at }) => at !== null)
    .sort((one, other) => (one.at?.getTime() ?? 0) - (other.at?.getTime() ?? 0));
  const timeless = done.filter(({ at }) => at === null);
  return [...byTime, ...timeless, ...(replacedBy ? [] : services.flatMap(stepUnderWay))];
}

function stepsAt(outcome: ServiceOutcome): Step[] {
  const { service, writtenAt, withdrawnAt, withdrawnFirstAt, connectionsEndedAt, connectionsEnded } = outcome;
  const isDoneAt = (name: StepName, at: Date | null) => (at ? [step(name, outcome, at)] : []);
  switch (service) {
    case 'directory':
      return isDoneAt('in_directory', writtenAt);
    case 'google':
      return [
        ...isDoneAt('at_google', writtenAt),
        ...isDoneAt('google_signed_out', connectionsEndedAt),
        ...(connectionsEndedAt ? [{ ...step('google_not_tried', outcome, null), state: 'not_done' as const }] : []),
      ];
    // A mail server on the portal's own database, and the simulated one, have the password from the first step on.
    case 'mail_server':
      return [
        ...isDoneAt('withdrawn', withdrawnAt ?? withdrawnFirstAt),
        ...isDoneAt('ended', connectionsEndedAt).map((ended) => ({ ...ended, count: connectionsEnded })),
        ...probeStep(outcome, 'sign_in'),
      ];
    case 'simulated':
      return probeStep(outcome, 'simulated');
  }
}

const PROBE_STATES = {
  accepted: 'done',
  refused: 'failed',
  unreachable: 'not_done',
  not_tried: 'not_done',
  lost: 'not_done',
} as const;

function probeStep(outcome: ServiceOutcome, kind: 'sign_in' | 'simulated'): Step[] {
  const { probe, probedAt } = outcome;
  return probe ? [{ ...step(`${kind}_${probe}`, outcome, probedAt), state: PROBE_STATES[probe] }] : [];
}

function stepUnderWay(outcome: ServiceOutcome): Step[] {
  const { service, state, probe, waitsFor, withdrawnFirstAt } = outcome;
  const open = (name: StepName, how: 'under_way' | 'delayed' = 'under_way') => [
    { ...step(name, outcome, null), state: how },
  ];
  if (state === 'retrying') return open('delayed', 'delayed');
  // The cache is flushed again: a sign-in under way may have cached the old password anew.
  if (state === 'waiting' && withdrawnFirstAt) return open('withdrawing_again');
  if (state === 'waiting') return waitsFor ? [] : open('telling');
  if (probe !== null || (state !== 'in_force' && state !== 'lifting')) return [];
  if (service === 'mail_server') return open('signing_in');
  return service === 'simulated' ? open('simulated_signing_in') : [];
}

const step = (name: StepName, { service, nth }: Place, at: Date | null): Step => ({
  name,
  service,
  nth,
  at,
  state: 'done',
  count: 0,
});
