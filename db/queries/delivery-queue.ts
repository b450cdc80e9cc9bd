import { and, asc, eq, gt, gte, inArray, isNotNull, isNull, lt, lte, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Executor } from '../connect';
import { deliveries } from '../schema/deliveries';
import { deliveryFailures } from '../schema/delivery-failures';
import { mailTargets } from '../schema/mail-targets';
import { mailboxes } from '../schema/mailboxes';
import { domainOfMailbox, isWaiting } from './delivery-conditions';
import { DELIVERIES_CHANGED, DELIVERIES_DUE, DELIVERY_IN_FORCE, notifyOfMailbox, signalOf } from './delivery-signals';
import { READ_THIS_DATABASE, type TargetName } from './mail-targets';
import type { MailboxState } from './mailboxes';

/** A delivery as it was queued. */
export interface QueuedDelivery {
  id: string;
  target: TargetName;
  targetKey: string;
}

/**
 * Queues a mailbox's version once for every mail system of its domain. For mail systems that read this database the commit
 * is the write.
 */
export async function enqueueForEachTarget(
  on: Executor,
  change: { mailboxId: string; version: number; now: Date },
): Promise<QueuedDelivery[]> {
  const at = sql`${change.now.toISOString()}::timestamptz`;
  const rows = await on.execute<{ id: string; target: TargetName; targetKey: string }>(sql`
    with queued as (
      insert into ${deliveries} (mailbox_id, target, version, created_at, next_attempt_at, written_at)
      select ${mailboxes.id}, ${mailTargets.target}, ${change.version}, ${at}, ${at},
        case when ${inArray(mailTargets.target, [...READ_THIS_DATABASE])} then ${at} end
      from ${mailboxes} join ${mailTargets} on ${mailTargets.domain} = ${domainOfMailbox}
      where ${mailboxes.id} = ${change.mailboxId}
      returning id, target
    )
    select queued.id, queued.target, ${mailTargets.targetKey} as "targetKey",
      pg_notify(${DELIVERIES_DUE}, ''), pg_notify(${DELIVERIES_CHANGED}, ${signalOf(change.mailboxId)})
    from queued
    join ${mailboxes} on ${mailboxes.id} = ${change.mailboxId}
    join ${mailTargets} on ${mailTargets.domain} = ${domainOfMailbox} and ${mailTargets.target} = queued.target
    order by queued.target`);
  return rows.map(({ id, target, targetKey }) => ({ id, target, targetKey }));
}

export interface DueDelivery {
  id: string;
  mailboxId: string;
  version: number;
  attempts: number;
  /** When it was written and first flushed; it is to be flushed once more. Null before. */
  flushedFirstAt: Date | null;
}

/** One mail system: a kind, and the key of its settings. */
export interface TargetOfWorker {
  target: TargetName;
  targetKey: string;
}

/** Takes one due delivery and keeps its row locked until the transaction ends; other workers skip it. */
export async function takeDueDelivery(
  on: Executor,
  { target, targetKey }: TargetOfWorker,
  now: Date,
): Promise<DueDelivery | undefined> {
  const [row] = await on
    .select({
      id: deliveries.id,
      mailboxId: deliveries.mailboxId,
      version: deliveries.version,
      attempts: deliveries.attempts,
      flushedFirstAt: deliveries.flushedFirstAt,
    })
    .from(deliveries)
    .innerJoin(mailboxes, eq(mailboxes.id, deliveries.mailboxId))
    .innerJoin(mailTargets, and(eq(mailTargets.domain, domainOfMailbox), eq(mailTargets.target, deliveries.target)))
    .where(
      and(
        eq(deliveries.target, target),
        eq(mailTargets.targetKey, targetKey),
        lte(deliveries.nextAttemptAt, now),
        isWaiting,
      ),
    )
    .orderBy(asc(deliveries.nextAttemptAt))
    .limit(1)
    .for('update', { of: deliveries, skipLocked: true });
  return row;
}

export interface StateToDeliver {
  address: string;
  version: number;
  state: MailboxState;
  passwordSecret: string | null;
  cryptSecret: string | null;
  /** The mail system has applied a version since the password was set. */
  hasPassword: boolean;
  /** A newer version of the mailbox is queued for this mail system, or has been applied. */
  isOvertaken: boolean;
  /** Another worker is delivering an older version of the mailbox to this mail system, and holds the lock of its row. */
  isHeld: boolean;
}

/**
 * Reads the state that a mail system must have of a mailbox now. Older versions must have been superseded before
 * (`supersedeOlder`), in this transaction: an older one that still waits is locked by another worker.
 *
 * If neither `isOvertaken` nor `isHeld` is set, no other worker writes to that mail system for that mailbox until this
 * transaction ends. The lock of this delivery's own row ensures that: a worker with an older version finds itself overtaken,
 * and one with a newer version finds this row held.
 */
export async function readStateToDeliver(
  on: Executor,
  { mailboxId, version }: DueDelivery,
  target: TargetName,
): Promise<StateToDeliver> {
  const others = alias(deliveries, 'others');
  const anyOther = (where: SQL | undefined) =>
    sql<boolean>`exists ${on
      .select({ id: others.id })
      .from(others)
      .where(and(eq(others.mailboxId, mailboxId), eq(others.target, target), where))}`;
  const [row] = await on
    .select({
      address: mailboxes.address,
      version: mailboxes.version,
      state: mailboxes.state,
      passwordSecret: mailboxes.passwordSecret,
      cryptSecret: mailboxes.cryptSecret,
      // A password that was not set here was imported with the mailbox, and its mail system already has it.
      hasPassword: sql<boolean>`(${mailboxes.passwordVersion} = 0 or ${anyOther(
        and(isNotNull(others.effectiveAt), gte(others.version, mailboxes.passwordVersion)),
      )})`,
      isOvertaken: anyOther(and(gt(others.version, version), isNull(others.supersededAt))),
      isHeld: anyOther(and(lt(others.version, version), isNull(others.effectiveAt), isNull(others.supersededAt))),
    })
    .from(mailboxes)
    .where(eq(mailboxes.id, mailboxId));
  if (!row) throw new Error('a delivery refers to a missing mailbox');
  return row;
}

export interface Flushed {
  at: Date;
  writtenAt: Date;
  connectionsEnded: number;
}

// Where the commit was the write, this column is already set.
const writtenBy = ({ writtenAt }: Flushed) =>
  sql`coalesce(${deliveries.writtenAt}, ${writtenAt.toISOString()}::timestamptz)`;
const endedAlsoBy = ({ connectionsEnded }: Flushed) =>
  sql`coalesce(${deliveries.connectionsEnded}, 0) + ${connectionsEnded}`;

/** Records that it was written and flushed for the first time. @param again when it is to be flushed once more */
export async function recordFirstFlush(
  on: Executor,
  { id, mailboxId }: Pick<DueDelivery, 'id' | 'mailboxId'>,
  done: Flushed,
  again: Date,
): Promise<void> {
  await on
    .update(deliveries)
    .set({
      writtenAt: writtenBy(done),
      flushedFirstAt: done.at,
      connectionsEnded: endedAlsoBy(done),
      nextAttemptAt: again,
    })
    .where(eq(deliveries.id, id));
  await notifyOfMailbox(on, mailboxId);
}

export async function recordInForce(
  on: Executor,
  { id, mailboxId }: Pick<DueDelivery, 'id' | 'mailboxId'>,
  done: Flushed,
): Promise<void> {
  await on
    .update(deliveries)
    .set({
      writtenAt: writtenBy(done),
      flushedAt: done.at,
      connectionsEndedAt: done.at,
      connectionsEnded: endedAlsoBy(done),
      effectiveAt: done.at,
      lastFailure: null,
      failingSince: null,
      attempts: sql`${deliveries.attempts} + 1`,
    })
    .where(eq(deliveries.id, id));
  await on.execute(sql`select pg_notify(${DELIVERY_IN_FORCE}, ${signalOf(id)})`);
  await notifyOfMailbox(on, mailboxId);
}

/** Supersedes the waiting deliveries of older versions: the newer one replaces them. */
export async function supersedeOlder(
  on: Executor,
  { mailboxId, version }: DueDelivery,
  target: TargetName,
  now: Date,
): Promise<void> {
  // A delivery that another worker is processing is left to it; nothing is written before that worker has finished.
  const older = on
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.mailboxId, mailboxId),
        eq(deliveries.target, target),
        lt(deliveries.version, version),
        isWaiting,
      ),
    )
    .for('update', { skipLocked: true });
  await on.update(deliveries).set({ supersededAt: now }).where(inArray(deliveries.id, older));
}

/** Postpones the delivery. This does not count as an attempt. */
export async function postponeDelivery(on: Executor, id: string, nextAttemptAt: Date): Promise<void> {
  await on.update(deliveries).set({ nextAttemptAt }).where(eq(deliveries.id, id));
}

/** Abandons the deliveries that wait for a mail system which no longer serves the domain. */
export async function abandonDeliveries(
  on: Executor,
  { domain, target }: { domain: string; target: TargetName },
  now: Date,
): Promise<void> {
  const inDomain = on.select({ id: mailboxes.id }).from(mailboxes).where(sql`${domainOfMailbox} = ${domain}`);
  await on
    .update(deliveries)
    .set({ supersededAt: now })
    .where(and(eq(deliveries.target, target), isWaiting, inArray(deliveries.mailboxId, inDomain)));
}

export async function recordSuperseded(
  on: Executor,
  { id, mailboxId }: Pick<DueDelivery, 'id' | 'mailboxId'>,
  now: Date,
): Promise<void> {
  await on.update(deliveries).set({ supersededAt: now }).where(eq(deliveries.id, id));
  await notifyOfMailbox(on, mailboxId);
}

/** @param failure.writtenAt set when the attempt had written the new state before it failed */
export async function recordFailure(
  on: Executor,
  { id, mailboxId }: Pick<DueDelivery, 'id' | 'mailboxId'>,
  failure: { reason: string; failedAt: Date; nextAttemptAt: Date; writtenAt: Date | null },
): Promise<void> {
  const { reason, failedAt, nextAttemptAt, writtenAt } = failure;
  await on
    .update(deliveries)
    .set({
      lastFailure: reason,
      nextAttemptAt,
      writtenAt: sql`coalesce(${deliveries.writtenAt}, ${writtenAt?.toISOString() ?? null}::timestamptz)`,
      failingSince: sql`coalesce(${deliveries.failingSince}, ${failedAt.toISOString()}::timestamptz)`,
      attempts: sql`${deliveries.attempts} + 1`,
    })
    .where(eq(deliveries.id, id));
  await on.insert(deliveryFailures).values({ deliveryId: id, failedAt, reason });
  await notifyOfMailbox(on, mailboxId);
}

/**
 * Makes due the deliveries that failed at one mail system for one of these reasons and wait for their next attempt, those
 * with the fewest attempts first. A delivery that another worker has locked is left to it.
 *
 * @param which.failingSince leaves out deliveries that have failed for longer
 * @returns their number
 */
export async function makeDueNow(
  on: Executor,
  which: TargetOfWorker & { reasons: readonly string[]; failingSince?: Date; most?: number },
  now: Date,
): Promise<number> {
  const { target, targetKey, reasons, failingSince, most = MANY } = which;
  const waiting = on
    .select({ id: deliveries.id })
    .from(deliveries)
    .innerJoin(mailboxes, eq(mailboxes.id, deliveries.mailboxId))
    .innerJoin(mailTargets, and(eq(mailTargets.domain, domainOfMailbox), eq(mailTargets.target, deliveries.target)))
    .where(
      and(
        eq(deliveries.target, target),
        eq(mailTargets.targetKey, targetKey),
        inArray(deliveries.lastFailure, [...reasons]),
        failingSince && gt(deliveries.failingSince, failingSince),
        gt(deliveries.nextAttemptAt, now),
        isWaiting,
      ),
    )
    .orderBy(asc(deliveries.attempts), asc(deliveries.nextAttemptAt))
    .limit(most)
    .for('update', { of: deliveries, skipLocked: true });
  return makeDue(on, inArray(deliveries.id, waiting), now);
}

/** No limit in practice. */
const MANY = 1_000_000_000;

/** @returns the number of deliveries */
export async function makeDue(on: Executor, which: SQL, now: Date): Promise<number> {
  const rows = await on.update(deliveries).set({ nextAttemptAt: now }).where(which).returning({ id: deliveries.id });
  return rows.length;
}

/** @returns the number of purged failures */
export async function purgeFailuresBefore(on: Executor, moment: Date): Promise<number> {
  const gone = await on
    .delete(deliveryFailures)
    .where(lt(deliveryFailures.failedAt, moment))
    .returning({ id: deliveryFailures.deliveryId });
  return gone.length;
}
