import type { RoutedDelivery } from '@/db/queries/delivery-progress';
import type { ProbeOutcome } from '@/db/queries/login-probes';
import { after, seconds } from '@/lib/clock';
import type { Config } from '@/lib/config/config';
import { PASSWORD_KEPT_MS } from '@/lib/delivery/login-probes';
import { type FailureReason, readFailureReason } from '@/lib/mail-systems/failure-reasons';

/** A service by the name that people know, whatever system provides it. */
export type Service = 'mail_server' | 'directory' | 'google' | 'simulated';

export type ServiceState =
  | 'waiting'
  | 'retrying'
  /** A directory has stored it. Whether mail programs accept it is in the mail server's row. */
  | 'written'
  | 'in_force'
  /** In force, but the mailbox is not yet reinstated. */
  | 'lifting'
  /** Stored in the database, in an installation that has no mail server to flush. */
  | 'stored'
  | 'superseded';

/** The result of a change at one service. A time is null when the step was not done, or does not exist there. */
export interface ServiceOutcome {
  /** The delivery behind it. People may know two mail systems as one service. */
  deliveryId: string;
  service: Service;
  /** Its place among several services of the same name, from 1; null when it is the only one. */
  nth: number | null;
  state: ServiceState;
  writtenAt: Date | null;
  /**
   * The cache was flushed once, and will be flushed again: a sign-in under way may have cached the old password anew.
   */
  withdrawnFirstAt: Date | null;
  withdrawnAt: Date | null;
  connectionsEndedAt: Date | null;
  connectionsEnded: number;
  /** From this time the new password counts there, and the old one does not. */
  inForceAt: Date | null;
  /** `lost`: the process that had the password ended before the probe, and no other process has it. */
  probe: ProbeOutcome | 'lost' | null;
  probedAt: Date | null;
  /** Set while further attempts follow. */
  failure: { reason: FailureReason; nextAttemptAt: Date } | null;
  /** This service follows after that one. */
  waitsFor: 'directory' | null;
}

export interface Situation {
  now: Date;
  changedAt: Date;
  targets: Config['targets'];
  isReplaced: boolean;
  /** The mailbox is suspended, and is reinstated once the change is in force. */
  isReinstating: boolean;
  /** When it was reinstated at every mail system. */
  reinstatedAt: Date | null;
}

/** The time that a probe's result may take to reach the row after the process has purged the password. */
const PROBE_LATE_MS = seconds(10);

/**
 * Merges one password's deliveries to one mail system. The first that is in force has brought the password, since each
 * carries the newest state; before that, the newest one counts. The probe belongs to the change's own delivery, since that
 * process has the password.
 *
 * @param ofTarget the change's own first, then those of the mailbox's later versions; at least one
 */
export function mergeDeliveries(ofTarget: readonly RoutedDelivery[]): RoutedDelivery {
  const own = ofTarget[0];
  const speaks = ofTarget.find(({ effectiveAt }) => effectiveAt) ?? ofTarget.at(-1);
  if (!own || !speaks) throw new TypeError('a mail system needs at least one delivery');
  const { id, probe, probedAt } = own;
  return { ...speaks, id, probe, probedAt };
}

/**
 * The rows that the receipt shows for a delivery: a directory and the mail server that authenticates against it are
 * two.
 */
export function serviceOutcomesOf(delivery: RoutedDelivery, situation: Situation): ServiceOutcome[] {
  const whole = wholeOutcome(delivery, situation);
  switch (delivery.target) {
    case 'dovecot-sql':
      return [whole];
    case 'google':
      return [{ ...whole, service: 'google' }];
    case 'simulated':
      // It has no cache and no connections, so the receipt must not claim to have flushed or ended any.
      return [{ ...whole, service: 'simulated', withdrawnFirstAt: null, withdrawnAt: null, connectionsEndedAt: null }];
    case 'ldap':
      return [directoryPart(whole), mailServerPart(whole)];
  }
}

/** Numbers the services that people know by the same name. */
export function numberServices(outcomes: readonly ServiceOutcome[]): ServiceOutcome[] {
  return outcomes.map((outcome) => {
    const namesakes = outcomes.filter(({ service }) => service === outcome.service);
    return { ...outcome, nth: namesakes.length > 1 ? namesakes.indexOf(outcome) + 1 : null };
  });
}

function wholeOutcome(delivery: RoutedDelivery, situation: Situation): ServiceOutcome {
  const { effectiveAt, lastFailure, nextAttemptAt } = delivery;
  const state = stateOf(delivery, situation);
  return {
    deliveryId: delivery.id,
    service: 'mail_server',
    nth: null,
    state,
    writtenAt: delivery.writtenAt,
    withdrawnFirstAt: delivery.flushedFirstAt,
    withdrawnAt: delivery.flushedAt,
    connectionsEndedAt: delivery.connectionsEndedAt,
    connectionsEnded: delivery.connectionsEnded ?? 0,
    // The new password of a suspended mailbox counts from the reinstatement on, not before.
    inForceAt: effectiveAt && (situation.reinstatedAt ?? effectiveAt),
    probe: delivery.probe ?? (isProbeLost(delivery, situation) ? 'lost' : null),
    probedAt: delivery.probedAt,
    failure: state === 'retrying' ? { reason: readFailureReason(lastFailure ?? ''), nextAttemptAt } : null,
    waitsFor: null,
  };
}

function stateOf(
  { effectiveAt, lastFailure, targetKey }: RoutedDelivery,
  { isReplaced, isReinstating, targets }: Situation,
): ServiceState {
  if (isReplaced) return 'superseded';
  if (effectiveAt) return isReinstating ? 'lifting' : 'in_force';
  const known = targetKey ? targets[targetKey] : undefined;
  if (known?.target === 'dovecot-sql' && known.mailServer === null) return 'stored';
  return lastFailure ? 'retrying' : 'waiting';
}

/** The process keeps the password for a minute and then records a result in any case. No result means that it ended. */
function isProbeLost({ effectiveAt }: RoutedDelivery, { now, changedAt }: Situation): boolean {
  return effectiveAt !== null && after(changedAt, PASSWORD_KEPT_MS + PROBE_LATE_MS) < now;
}

function directoryPart(whole: ServiceOutcome): ServiceOutcome {
  const isWritten = whole.writtenAt !== null;
  return {
    ...whole,
    service: 'directory',
    state: isWritten && whole.state !== 'superseded' ? 'written' : whole.state,
    withdrawnFirstAt: null,
    withdrawnAt: null,
    connectionsEndedAt: null,
    probe: null,
    probedAt: null,
    failure: isWritten ? null : whole.failure,
  };
}

function mailServerPart(whole: ServiceOutcome): ServiceOutcome {
  const isWritten = whole.writtenAt !== null;
  const isBehind = !isWritten && (whole.state === 'retrying' || whole.state === 'waiting');
  return {
    ...whole,
    writtenAt: null,
    ...(isBehind && { state: 'waiting', failure: null, waitsFor: 'directory' }),
  };
}

/** A later step may still change the row: it is not in force, or not yet proved. */
export function isUndecided({ service, state, probe }: ServiceOutcome): boolean {
  if (state === 'waiting' || state === 'retrying' || state === 'lifting') return true;
  return state === 'in_force' && service !== 'directory' && probe === null;
}
