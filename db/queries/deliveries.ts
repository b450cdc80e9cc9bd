import { createHash } from 'node:crypto';
import {
  and,
  asc,
  count,
  desc,
  eq,
  exists,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  notExists,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Executor } from '../connect';
import { deliveries } from '../schema/deliveries';
import { deliveryFailures } from '../schema/delivery-failures';
import { mailTargets } from '../schema/mail-targets';
import { mailboxes } from '../schema/mailboxes';
import { passwordChanges } from '../schema/password-changes';
import { READ_THIS_DATABASE, type TargetName } from './mail-targets';
import type { MailboxState } from './mailboxes';

export type ProbeOutcome = 'accepted' | 'refused' | 'unreachable' | 'not_tried';

/** Workers listen on this channel; the notice leaves with the commit of the change. */
export const DELIVERIES_DUE = 'deliveries_due';
/** Sent with a delivery's signal when it is in force: whoever waits to prove it may look. */
export const DELIVERY_IN_FORCE = 'delivery_in_force';
/**
 * Sent with a mailbox's signal whenever there is something new to tell of its deliveries: whoever shows them may look. Every
 * role that may connect can listen, the mail server's too, so that no notification carries an id.
 */
export const DELIVERIES_CHANGED = 'deliveries_changed';

/** So many that few of those who wait wake for what is not theirs. */
const SIGNALS = 1_024;

/** What a notification says of a mailbox or a delivery: a small number, which many of them share. */
export function signalOf(id: string): string {
  return String(createHash('sha256').update(id).digest().readUInt16BE(0) % SIGNALS);
}

/** Leaves with the commit; said twice in one transaction, it is heard once. */
async function tellOfMailbox(on: Executor, mailboxId: string): Promise<void> {
  await on.execute(sql`select pg_notify(${DELIVERIES_CHANGED}, ${signalOf(mailboxId)})`);
}

const domainOfMailbox = sql`split_part(${mailboxes.address}, '@', 2)`;
const isWaiting = and(isNull(deliveries.effectiveAt), isNull(deliveries.supersededAt));
const isStuck = (untriedSince: Date) =>
  and(isWaiting, or(gt(deliveries.attempts, 0), lt(deliveries.createdAt, untriedSince)));

/** A delivery as it was queued. */
export interface QueuedDelivery {
  id: string;
  target: TargetName;
  settings: string;
}

/**
 * Queues a mailbox's version once for every mail system of its domain. For those that read this database the commit is the write.
 */
export async function enqueueForEachTarget(
  on: Executor,
  change: { mailboxId: string; version: number; now: Date },
): Promise<QueuedDelivery[]> {
  const at = sql`${change.now.toISOString()}::timestamptz`;
  const rows = await on.execute<{ id: string; target: TargetName; settings: string }>(sql`
    with queued as (
      insert into ${deliveries} (mailbox_id, target, version, created_at, next_attempt_at, written_at)
      select ${mailboxes.id}, ${mailTargets.target}, ${change.version}, ${at}, ${at},
        case when ${inArray(mailTargets.target, [...READ_THIS_DATABASE])} then ${at} end
      from ${mailboxes} join ${mailTargets} on ${mailTargets.domain} = ${domainOfMailbox}
      where ${mailboxes.id} = ${change.mailboxId}
      returning id, target
    )
    select queued.id, queued.target, ${mailTargets.settings} as settings,
      pg_notify(${DELIVERIES_DUE}, ''), pg_notify(${DELIVERIES_CHANGED}, ${signalOf(change.mailboxId)})
    from queued
    join ${mailboxes} on ${mailboxes.id} = ${change.mailboxId}
    join ${mailTargets} on ${mailTargets.domain} = ${domainOfMailbox} and ${mailTargets.target} = queued.target
    order by queued.target`);
  return rows.map(({ id, target, settings }) => ({ id, target, settings }));
}

export interface DueDelivery {
  id: string;
  mailboxId: string;
  version: number;
  attempts: number;
  /** It was written and flushed once, and is to be flushed once more; null before. */
  flushedFirstAt: Date | null;
}

/** One mail system: a kind, and the settings by which it is reached. */
export interface TargetOfWorker {
  target: TargetName;
  settings: string;
}

/** Takes one due delivery and keeps its row locked until the transaction ends; other workers pass it by. */
export async function takeDueDelivery(
  on: Executor,
  { target, settings }: TargetOfWorker,
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
        eq(mailTargets.settings, settings),
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
  /** The mail system has learnt a version since the password was set. */
  hasPassword: boolean;
  /** A newer version of the mailbox is queued for this mail system, or has reached it. */
  isOvertaken: boolean;
  /** Another worker has an older version of the mailbox in hand for this mail system: it holds the lock of its row. */
  isHeld: boolean;
}

/**
 * What a mail system is to hold of a mailbox now. Older versions must have been superseded before (`supersedeOlder`), in
 * this transaction: one that still waits is locked by another worker.
 *
 * Where neither `isOvertaken` nor `isHeld`, nobody else writes to that mail system for that mailbox until this transaction
 * ends. The lock is that of this delivery's own row: a worker that takes an older version finds itself overtaken, and one
 * that takes a newer version finds it held by this row.
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
      // One that was not set here came with the mailbox, and stands at its mail systems already.
      hasPassword: sql<boolean>`(${mailboxes.passwordVersion} = 0 or ${anyOther(
        and(isNotNull(others.effectiveAt), gte(others.version, mailboxes.passwordVersion)),
      )})`,
      isOvertaken: anyOther(and(gt(others.version, version), isNull(others.supersededAt))),
      isHeld: anyOther(and(lt(others.version, version), isNull(others.effectiveAt), isNull(others.supersededAt))),
    })
    .from(mailboxes)
    .where(eq(mailboxes.id, mailboxId));
  if (!row) throw new Error('a delivery of a mailbox that is not there');
  return row;
}

export interface Flushed {
  at: Date;
  writtenAt: Date;
  connectionsEnded: number;
}

// Where the commit was the write, that stands already.
const writtenBy = ({ writtenAt }: Flushed) =>
  sql`coalesce(${deliveries.writtenAt}, ${writtenAt.toISOString()}::timestamptz)`;
const endedAlsoBy = ({ connectionsEnded }: Flushed) =>
  sql`coalesce(${deliveries.connectionsEnded}, 0) + ${connectionsEnded}`;

/** Written, and flushed for the first time. @param again when it is to be flushed once more */
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
  await tellOfMailbox(on, mailboxId);
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
  await tellOfMailbox(on, mailboxId);
}

/** What came before this version, and was not yet in force, never will be by itself: the newer one took its place. */
export async function supersedeOlder(
  on: Executor,
  { mailboxId, version }: DueDelivery,
  target: TargetName,
  now: Date,
): Promise<void> {
  // One that another worker has in hand is left to it, and nothing is written before it has ended.
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

/** To be looked at again then; it is no attempt. */
export async function postponeDelivery(on: Executor, id: string, nextAttemptAt: Date): Promise<void> {
  await on.update(deliveries).set({ nextAttemptAt }).where(eq(deliveries.id, id));
}

/** What waits for a mail system that a domain does not have any more is never delivered. */
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
  await tellOfMailbox(on, mailboxId);
}

/** @param failure.writtenAt when the attempt had written the new state before it failed */
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
  await tellOfMailbox(on, mailboxId);
}

/**
 * Makes due what has failed at one mail system, for one of these reasons, and waits for its next attempt: what has had
 * the fewest first. What another worker holds is left to it.
 *
 * @param which.failingSince leaves out what has failed for longer
 * @returns how many
 */
export async function hastenDeliveries(
  on: Executor,
  which: TargetOfWorker & { reasons: readonly string[]; failingSince?: Date; most?: number },
  now: Date,
): Promise<number> {
  const { target, settings, reasons, failingSince, most = MANY } = which;
  const waiting = on
    .select({ id: deliveries.id })
    .from(deliveries)
    .innerJoin(mailboxes, eq(mailboxes.id, deliveries.mailboxId))
    .innerJoin(mailTargets, and(eq(mailTargets.domain, domainOfMailbox), eq(mailTargets.target, deliveries.target)))
    .where(
      and(
        eq(deliveries.target, target),
        eq(mailTargets.settings, settings),
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

/** More than ever wait. */
const MANY = 1_000_000_000;

/** @returns how many */
async function makeDue(on: Executor, which: SQL, now: Date): Promise<number> {
  const rows = await on.update(deliveries).set({ nextAttemptAt: now }).where(which).returning({ id: deliveries.id });
  return rows.length;
}

/** @returns how many failures were forgotten */
export async function forgetFailuresBefore(on: Executor, moment: Date): Promise<number> {
  const gone = await on
    .delete(deliveryFailures)
    .where(lt(deliveryFailures.failedAt, moment))
    .returning({ id: deliveryFailures.deliveryId });
  return gone.length;
}

export async function recordProbe(on: Executor, id: string, probe: ProbeOutcome, probedAt: Date): Promise<void> {
  const [proved] = await on
    .update(deliveries)
    .set({ probe, probedAt })
    .where(and(eq(deliveries.id, id), isNull(deliveries.probe)))
    .returning({ mailboxId: deliveries.mailboxId });
  if (proved) await tellOfMailbox(on, proved.mailboxId);
}

export interface Delivery {
  id: string;
  target: TargetName;
  version: number;
  writtenAt: Date | null;
  flushedFirstAt: Date | null;
  flushedAt: Date | null;
  connectionsEndedAt: Date | null;
  connectionsEnded: number | null;
  effectiveAt: Date | null;
  supersededAt: Date | null;
  probe: ProbeOutcome | null;
  probedAt: Date | null;
  lastFailure: string | null;
  nextAttemptAt: Date;
}

const DELIVERY = {
  id: deliveries.id,
  target: sql<TargetName>`${deliveries.target}`,
  version: deliveries.version,
  writtenAt: deliveries.writtenAt,
  flushedFirstAt: deliveries.flushedFirstAt,
  flushedAt: deliveries.flushedAt,
  connectionsEndedAt: deliveries.connectionsEndedAt,
  connectionsEnded: deliveries.connectionsEnded,
  effectiveAt: deliveries.effectiveAt,
  supersededAt: deliveries.supersededAt,
  probe: deliveries.probe,
  probedAt: deliveries.probedAt,
  lastFailure: deliveries.lastFailure,
  nextAttemptAt: deliveries.nextAttemptAt,
};

export async function listDeliveries(on: Executor, of: { mailboxId: string; version: number }): Promise<Delivery[]> {
  return on
    .select(DELIVERY)
    .from(deliveries)
    .where(and(eq(deliveries.mailboxId, of.mailboxId), eq(deliveries.version, of.version)))
    .orderBy(asc(deliveries.target));
}

/** A delivery, and under which name the configuration holds the settings of its mail system; null when it serves no more. */
export interface RoutedDelivery extends Delivery {
  settings: string | null;
}

/**
 * Everything that takes one password of a mailbox to its mail systems: the change itself, and the versions after it that
 * change no password, since each carries the newest state. By mail system, the oldest first.
 *
 * @param of.before the version of the next password, or null when there is none
 */
export async function listDeliveriesOfPassword(
  on: Executor,
  of: { mailboxId: string; version: number; before: number | null },
): Promise<RoutedDelivery[]> {
  return on
    .select({ ...DELIVERY, settings: mailTargets.settings })
    .from(deliveries)
    .innerJoin(mailboxes, eq(mailboxes.id, deliveries.mailboxId))
    .leftJoin(mailTargets, and(eq(mailTargets.domain, domainOfMailbox), eq(mailTargets.target, deliveries.target)))
    .where(
      and(
        eq(deliveries.mailboxId, of.mailboxId),
        gte(deliveries.version, of.version),
        of.before === null ? undefined : lt(deliveries.version, of.before),
      ),
    )
    .orderBy(asc(deliveries.target), asc(deliveries.version));
}

/**
 * When a sign-in with the password of a delivery's change would prove that delivery: now, when it is in force, the mailbox
 * is not stopped, and no newer version of it is on its way (a change that lifts a suspension is followed by one); or never,
 * when another password has taken its place, or it is no more.
 */
export type Provable = 'now' | 'later' | 'never';

/** When each of these deliveries is provable, asked at once. */
export async function whenProvable(on: Executor, ids: readonly string[]): Promise<(id: string) => Provable> {
  const newer = alias(deliveries, 'newer');
  const onItsWay = on
    .select({ id: newer.id })
    .from(newer)
    .where(
      and(
        eq(newer.mailboxId, deliveries.mailboxId),
        eq(newer.target, deliveries.target),
        gt(newer.version, deliveries.version),
        isNull(newer.effectiveAt),
        isNull(newer.supersededAt),
      ),
    );
  const isProvable = and(isNotNull(deliveries.effectiveAt), eq(mailboxes.state, 'active'), notExists(onItsWay));
  const found = await on
    .select({
      id: deliveries.id,
      isReplaced: sql<boolean>`${mailboxes.passwordVersion} > ${deliveries.version}`,
      isProvable: sql<boolean>`${isProvable}`,
    })
    .from(deliveries)
    .innerJoin(mailboxes, eq(mailboxes.id, deliveries.mailboxId))
    .where(inArray(deliveries.id, [...ids]));
  const rows = new Map(found.map((row) => [row.id, row]));
  return (id) => {
    const row = rows.get(id);
    if (!row || row.isReplaced) return 'never';
    return row.isProvable ? 'now' : 'later';
  };
}

export interface StuckDelivery {
  id: string;
  address: string;
  target: TargetName;
  settings: string | null;
  version: number;
  createdAt: Date;
  attempts: number;
  lastFailure: string | null;
  failingSince: Date | null;
  nextAttemptAt: Date;
}

/**
 * What does not get through: it has failed at least once, or nobody has tried it since `untriedSince`, as when no worker
 * runs or its mail system is named nowhere. The oldest first.
 */
export async function listStuckDeliveries(
  on: Executor,
  untriedSince: Date,
  { address, most }: { address?: string; most: number },
): Promise<StuckDelivery[]> {
  return on
    .select({
      id: deliveries.id,
      address: mailboxes.address,
      target: sql<TargetName>`${deliveries.target}`,
      settings: mailTargets.settings,
      version: deliveries.version,
      createdAt: deliveries.createdAt,
      attempts: deliveries.attempts,
      lastFailure: deliveries.lastFailure,
      failingSince: deliveries.failingSince,
      nextAttemptAt: deliveries.nextAttemptAt,
    })
    .from(deliveries)
    .innerJoin(mailboxes, eq(mailboxes.id, deliveries.mailboxId))
    .leftJoin(mailTargets, and(eq(mailTargets.domain, domainOfMailbox), eq(mailTargets.target, deliveries.target)))
    .where(and(isStuck(untriedSince), address ? eq(mailboxes.address, address) : undefined))
    .orderBy(asc(deliveries.createdAt))
    .limit(most);
}

/** Those of the mailboxes whose newest version is not in force yet at some mail system. */
export async function listUnreachedMailboxes(on: Executor, addresses: readonly string[]): Promise<string[]> {
  const waiting = on
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(and(eq(deliveries.mailboxId, mailboxes.id), eq(deliveries.version, mailboxes.version), isWaiting));
  const rows = await on
    .select({ address: mailboxes.address })
    .from(mailboxes)
    .where(
      and(
        // As one value: thousands of parameters take longer to write than to look up.
        sql`${mailboxes.address} in (select jsonb_array_elements_text(${JSON.stringify(addresses)}::jsonb))`,
        exists(waiting),
      ),
    );
  return rows.map(({ address }) => address);
}

export interface WaitingCount {
  target: TargetName;
  waiting: number;
  stuck: number;
  oldestAt: Date;
}

/** What waits, by kind of mail system; no row for one where nothing does. */
export async function countWaitingDeliveries(on: Executor, untriedSince: Date): Promise<WaitingCount[]> {
  const rows = await on
    .select({
      target: sql<TargetName>`${deliveries.target}`,
      waiting: count(),
      stuck: sql<number>`count(*) filter (where ${isStuck(untriedSince)})::int`,
      oldestAt: sql<Date>`min(${deliveries.createdAt})`.mapWith(deliveries.createdAt),
    })
    .from(deliveries)
    .where(isWaiting)
    .groupBy(deliveries.target);
  return rows;
}

/** Makes due at once what has failed: of one mailbox, or everything. @returns how many */
export async function retryDeliveries(on: Executor, now: Date, mailboxId?: string): Promise<number> {
  // What a worker has in hand is being tried at this moment; what is due already is left as it is.
  const isOf = mailboxId ? eq(deliveries.mailboxId, mailboxId) : undefined;
  const failed = on
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(and(isWaiting, gt(deliveries.attempts, 0), gt(deliveries.nextAttemptAt, now), isOf))
    .for('update', { skipLocked: true });
  const due = await makeDue(on, inArray(deliveries.id, failed), now);
  await on.execute(sql`select pg_notify(${DELIVERIES_DUE}, '')`);
  return due;
}

export interface UsualTime {
  p95Ms: number;
  /** Over how many changes. */
  count: number;
}

/** Deliveries in force among which the newest hundred changes are looked for: a change has one for each mail system. */
const LOOKED_AT = 400;

/**
 * How long the newest changes of a password took from commit to in force at the last of their mail systems.
 *
 * @returns the 95th percentile in milliseconds over the newest hundred at most, and over how many it is; null of none
 */
export async function measureUsualTime(on: Executor): Promise<UsualTime | null> {
  // Their ids rise with time, so that this reads the end of the key and not the whole table.
  const lately = on
    .select({ mailboxId: deliveries.mailboxId, version: deliveries.version })
    .from(deliveries)
    .where(isNotNull(deliveries.effectiveAt))
    .orderBy(desc(deliveries.id))
    .limit(LOOKED_AT)
    .as('lately');
  const isOfSame = and(eq(deliveries.mailboxId, lately.mailboxId), eq(deliveries.version, lately.version));
  const newest = on
    .select({
      tookMs: sql<number>`extract(epoch from max(${deliveries.effectiveAt}) - min(${deliveries.createdAt})) * 1000`.as(
        'took_ms',
      ),
    })
    .from(lately)
    .innerJoin(
      passwordChanges,
      and(eq(passwordChanges.mailboxId, lately.mailboxId), eq(passwordChanges.version, lately.version)),
    )
    .innerJoin(deliveries, isOfSame)
    .groupBy(deliveries.mailboxId, deliveries.version)
    .having(sql`bool_and(${deliveries.effectiveAt} is not null)`)
    .orderBy(sql`min(${deliveries.createdAt}) desc`)
    .limit(100)
    .as('newest');
  const [row] = await on
    .select({
      p95Ms: sql<number | null>`percentile_disc(0.95) within group (order by ${newest.tookMs})::float8`,
      count: count(),
    })
    .from(newest);
  return row && row.p95Ms !== null ? { p95Ms: row.p95Ms, count: row.count } : null;
}
