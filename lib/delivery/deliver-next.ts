import type { Connection, Executor } from '@/db/connect';
import {
  type DueDelivery,
  postponeDelivery,
  readStateToDeliver,
  recordFailure,
  recordFirstFlush,
  recordInForce,
  recordSuperseded,
  type StateToDeliver,
  supersedeOlder,
  takeDueDelivery,
} from '@/db/queries/delivery-queue';
import { purgeCryptSecret } from '@/db/queries/mailboxes';
import { after, type Clock, minutes, seconds } from '@/lib/clock';
import { isArgon2id } from '@/lib/hashing/stored-hash';
import type { Log } from '@/lib/log';
import { DeliveryFailed, type FailureReason } from '@/lib/mail-systems/failure-reasons';
import type { DeliveryOrder, Target } from '@/lib/mail-systems/target';
import { retryDelayMs } from '@/lib/retry-delay';

/** A mail system may ask for a longer delay than these. */
const RETRY = { first: seconds(1), longest: minutes(5) };
/** The delay while another worker writes an older version of the same mailbox. */
const HELD_MS = 250;

export interface TargetWorker {
  connection: Connection;
  target: Target;
  /** The key of the target's settings: two directories are two mail systems. */
  targetKey: string;
  clock: Clock;
  log: Log;
}

export type Delivered =
  | { done: 'nothing_due' | 'in_force' | 'superseded' }
  | { done: 'flushed_once' | 'held'; againInMs: number }
  | { done: 'failed'; reason: FailureReason };

/**
 * Takes one due delivery to its mail system: writes the mailbox's newest state, flushes caches and ends open
 * connections. A sign-in in progress during the flush may put the old state back into a cache. A mail system with a
 * cache is therefore flushed again after every such sign-in has ended, and only then is the change in force. Other
 * workers skip the row while it is locked; a crash releases the lock.
 *
 * @param onTaken called when a delivery was found, before any work on it
 */
export async function deliverNext(worker: TargetWorker, onTaken = () => {}): Promise<Delivered> {
  const { db } = worker.connection;
  let taken: DueDelivery | undefined;
  try {
    return await db.transaction((tx) =>
      deliverWithin(tx, worker, (delivery) => {
        taken = delivery;
        onTaken();
      }),
    );
  } catch (error) {
    // A delivery that always fails unexpectedly must not stay first in the queue and block those behind it.
    if (taken) {
      const failedAt = worker.clock();
      const nextAttemptAt = after(failedAt, retryDelayMs(taken.attempts, RETRY));
      const failure = { reason: 'unexpected_answer', failedAt, nextAttemptAt, writtenAt: null } as const;
      const delivery = taken;
      await db.transaction((tx) => recordFailure(tx, delivery, failure)).catch(() => {});
    }
    throw error;
  }
}

async function deliverWithin(
  tx: Executor,
  { target, targetKey, clock, log }: TargetWorker,
  onTaken: (delivery: DueDelivery) => void,
): Promise<Delivered> {
  const delivery = await takeDueDelivery(tx, { target: target.name, targetKey }, clock());
  if (!delivery) return { done: 'nothing_due' };
  onTaken(delivery);
  await supersedeOlder(tx, delivery, target.name, clock());
  const state = await readStateToDeliver(tx, delivery, target.name);
  if (state.isOvertaken) {
    await recordSuperseded(tx, delivery, clock());
    return { done: 'superseded' };
  }
  if (state.isHeld) {
    await postponeDelivery(tx, delivery.id, after(clock(), HELD_MS));
    return { done: 'held', againInMs: HELD_MS };
  }
  let writtenAt: Date | null = null;
  try {
    const isFirst = delivery.flushedFirstAt === null;
    if (isFirst) await unlessGone(state, () => target.write(orderOf(state)));
    writtenAt = clock();
    const round = { version: state.version, isAgain: !isFirst };
    const ended = await unlessGone(state, () => target.flushAndEndSessions(state.address, round));
    const connectionsEnded = ended?.connectionsEnded ?? 0;
    const flushed = { at: clock(), writtenAt, connectionsEnded };
    const { signInTakesMs } = target;
    if (isFirst && signInTakesMs > 0) {
      await recordFirstFlush(tx, delivery, flushed, after(flushed.at, signInTakesMs));
      return { done: 'flushed_once', againInMs: signInTakesMs };
    }
    await recordInForce(tx, delivery, flushed);
    // This hash is weaker than argon2id and exists for this delivery alone.
    if (target.takes === 'sha512Crypt') await purgeCryptSecret(tx, delivery.mailboxId, state.version);
    return { done: 'in_force' };
  } catch (error) {
    if (!(error instanceof DeliveryFailed)) throw error;
    const { reason, retryAfterMs = 0 } = error;
    const failedAt = clock();
    log.warn({ delivery: delivery.id, target: targetKey, attempt: delivery.attempts + 1, reason }, 'delivery failed');
    const nextAttemptAt = after(failedAt, Math.max(retryDelayMs(delivery.attempts, RETRY), retryAfterMs));
    await recordFailure(tx, delivery, { reason, failedAt, nextAttemptAt, writtenAt });
    return { done: 'failed', reason };
  }
}

/**
 * Closing an account that does not exist at the mail system (any more) needs no work.
 *
 * @returns undefined in that case
 */
async function unlessGone<T>({ state }: StateToDeliver, act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (state === 'closed' && error instanceof DeliveryFailed && error.reason === 'no_such_entry') return undefined;
    throw error;
  }
}

function orderOf(state: StateToDeliver): DeliveryOrder {
  const { address, version, passwordSecret, cryptSecret, hasPassword } = state;
  // An imported hash of another scheme came from the mail system itself and is written to no other.
  const isOurs = passwordSecret !== null && isArgon2id(passwordSecret);
  return {
    address,
    version,
    password: isOurs && !hasPassword ? { argon2id: passwordSecret, sha512Crypt: cryptSecret } : null,
    mayUse: state.state === 'active',
  };
}
