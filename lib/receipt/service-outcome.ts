import type { RoutedDelivery } from '@/db/queries/delivery-progress';
import type { ProbeOutcome } from '@/db/queries/login-probes';
import { after, seconds } from '@/lib/clock';
import type { Config } from '@/lib/config/config';
import { PASSWORD_KEPT_MS } from '@/lib/delivery/login-probes';
import { type FailureReason, readFailureReason } from '@/lib/mail-systems/failure-reasons';

/** What a person knows by a name, whatever stands behind it. */
export type Service = 'mail_server' | 'directory' | 'google' | 'simulated';

export type ServiceState =
  | 'waiting'
  | 'retrying'
  /** A directory holds it; whether mail programs take it is the mail server's row. */
  | 'written'
  | 'in_force'
  /** In force, and the mailbox is still to be reinstated. */
  | 'lifting'
  /** In the database, in an installation where nobody can be told. */
  | 'stored'
  | 'superseded';

/** What has become of a change at one service. Times are null for what was not done, or is not done there. */
export interface ServiceOutcome {
  /** Of the delivery that brings it there: two mail systems may be one service to a person. */
  deliveryId: string;
  service: Service;
  state: ServiceState;
  writtenAt: Date | null;
  /** The old password was thrown out of the cache once, and will be once more: a sign-in under way may bring it back. */
  withdrawnFirstAt: Date | null;
  withdrawnAt: Date | null;
  connectionsEndedAt: Date | null;
  connectionsEnded: number;
  /** Since when the new password counts there, and the old one does not. */
  inForceAt: Date | null;
  /** `lost`: the process that had the password ended before it could try it, and nobody else has it. */
  probe: ProbeOutcome | 'lost' | null;
  probedAt: Date | null;
  /** While it is tried again. */
  failure: { reason: FailureReason; nextAttemptAt: Date } | null;
  /** Its turn comes when that service has been told. */
  waitsFor: 'directory' | null;
}

export interface Situation {
  now: Date;
  changedAt: Date;
  targets: Config['targets'];
  isReplaced: boolean;
  /** The mailbox is stopped, and is opened again once the change is in force. */
  isReinstating: boolean;
  /** When it was open again at every mail system. */
  reinstatedAt: Date | null;
}

/** For how long an answer of the process that has the password may still be on its way to the row. */
const PROBE_LATE_MS = seconds(10);

/**
 * What one password's deliveries to one mail system come to: the first that is in force has brought the password, since
 * each carries the newest state; before that it is the newest that speaks. The password is proved by who has it: for the
 * change's own.
 *
 * @param ofTarget the change's own first, then those of the mailbox's later versions; at least one
 */
export function mergeDeliveries(ofTarget: readonly RoutedDelivery[]): RoutedDelivery {
  const own = ofTarget[0];
  const speaks = ofTarget.find(({ effectiveAt }) => effectiveAt) ?? ofTarget.at(-1);
  if (!own || !speaks) throw new TypeError('a mail system without a delivery says nothing');
  const { id, probe, probedAt } = own;
  return { ...speaks, id, probe, probedAt };
}

/** The rows in which a person is told of a delivery: a directory and the mail server that signs in against it are two. */
export function serviceOutcomesOf(delivery: RoutedDelivery, situation: Situation): ServiceOutcome[] {
  const whole = wholeOutcome(delivery, situation);
  switch (delivery.target) {
    case 'dovecot-sql':
      return [whole];
    case 'google':
      return [{ ...whole, service: 'google' }];
    case 'simulated':
      // It has no cache and no connections, and is not said to have thrown out or ended any.
      return [{ ...whole, service: 'simulated', withdrawnFirstAt: null, withdrawnAt: null, connectionsEndedAt: null }];
    case 'ldap':
      return [directoryPart(whole), mailServerPart(whole)];
  }
}

function wholeOutcome(delivery: RoutedDelivery, situation: Situation): ServiceOutcome {
  const { effectiveAt, lastFailure, nextAttemptAt } = delivery;
  const state = stateOf(delivery, situation);
  return {
    deliveryId: delivery.id,
    service: 'mail_server',
    state,
    writtenAt: delivery.writtenAt,
    withdrawnFirstAt: delivery.flushedFirstAt,
    withdrawnAt: delivery.flushedAt,
    connectionsEndedAt: delivery.connectionsEndedAt,
    connectionsEnded: delivery.connectionsEnded ?? 0,
    // The new password of a stopped mailbox counts once the mailbox is reinstated, not before.
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

/** Its process has a minute, and writes down in any case what came of it: who is silent longer has ended. */
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

/** Something may still be added: it is not in force, or not yet proved. */
export function isUndecided({ service, state, probe }: ServiceOutcome): boolean {
  if (state === 'waiting' || state === 'retrying' || state === 'lifting') return true;
  return state === 'in_force' && service !== 'directory' && probe === null;
}
