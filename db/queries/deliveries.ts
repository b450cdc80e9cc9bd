import { and, asc, count, eq, gt, isNotNull, isNull, lt, lte, notExists, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Executor } from '../connect';
import { deliveries } from '../schema/deliveries';
import { mailboxes } from '../schema/mailboxes';

export type ProbeOutcome = 'accepted' | 'refused' | 'unreachable' | 'not_tried';

/** Workers listen on this channel; the notice leaves with the commit of the change. */
export const DELIVERIES_DUE = 'deliveries_due';
/** Sent when a delivery is in force: whoever waits to prove it, or to show it, may look. */
export const DELIVERY_IN_FORCE = 'delivery_in_force';

export async function enqueueDelivery(
  on: Executor,
  delivery: { mailboxId: string; target: string; version: number; now: Date; writtenAt: Date | null },
): Promise<{ id: string }> {
  const { now, ...rest } = delivery;
  const [row] = await on
    .insert(deliveries)
    .values({ ...rest, createdAt: now, nextAttemptAt: now })
    .returning({ id: deliveries.id });
  if (!row) throw new Error('the delivery just written is not there');
  await on.execute(sql`select pg_notify(${DELIVERIES_DUE}, '')`);
  return row;
}

export interface DueDelivery {
  id: string;
  mailboxId: string;
  address: string;
  target: string;
  version: number;
  attempts: number;
  newestVersion: number;
}

/** Takes one due delivery and keeps its row locked until the transaction ends; other workers pass it by. */
export async function takeDueDelivery(on: Executor, now: Date): Promise<DueDelivery | undefined> {
  const [row] = await on
    .select({
      id: deliveries.id,
      mailboxId: deliveries.mailboxId,
      address: mailboxes.address,
      target: deliveries.target,
      version: deliveries.version,
      attempts: deliveries.attempts,
      newestVersion: mailboxes.version,
    })
    .from(deliveries)
    .innerJoin(mailboxes, eq(mailboxes.id, deliveries.mailboxId))
    .where(and(lte(deliveries.nextAttemptAt, now), isNull(deliveries.effectiveAt), isNull(deliveries.supersededAt)))
    .orderBy(asc(deliveries.nextAttemptAt))
    .limit(1)
    .for('update', { of: deliveries, skipLocked: true });
  return row;
}

export async function recordInForce(
  on: Executor,
  id: string,
  done: { flushedAt: Date; connectionsEndedAt: Date; connectionsEnded: number },
): Promise<void> {
  await on
    .update(deliveries)
    .set({
      ...done,
      effectiveAt: done.connectionsEndedAt,
      lastFailure: null,
      attempts: sql`${deliveries.attempts} + 1`,
    })
    .where(eq(deliveries.id, id));
  await on.execute(sql`select pg_notify(${DELIVERY_IN_FORCE}, ${id})`);
}

/** What came before this version, and was not yet in force, never will be by itself: the newer one took its place. */
export async function supersedeOlder(on: Executor, than: DueDelivery, now: Date): Promise<void> {
  await on
    .update(deliveries)
    .set({ supersededAt: now })
    .where(
      and(
        eq(deliveries.mailboxId, than.mailboxId),
        eq(deliveries.target, than.target),
        lt(deliveries.version, than.version),
        isNull(deliveries.effectiveAt),
        isNull(deliveries.supersededAt),
      ),
    );
}

export async function recordFailure(
  on: Executor,
  id: string,
  failure: { reason: string; nextAttemptAt: Date },
): Promise<void> {
  await on
    .update(deliveries)
    .set({
      lastFailure: failure.reason,
      nextAttemptAt: failure.nextAttemptAt,
      attempts: sql`${deliveries.attempts} + 1`,
    })
    .where(eq(deliveries.id, id));
}

export async function recordProbe(on: Executor, id: string, probe: ProbeOutcome, probedAt: Date): Promise<void> {
  await on
    .update(deliveries)
    .set({ probe, probedAt })
    .where(and(eq(deliveries.id, id), isNull(deliveries.probe)));
}

export interface Delivery {
  id: string;
  target: string;
  version: number;
  writtenAt: Date | null;
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

export async function listDeliveries(on: Executor, of: { mailboxId: string; version: number }): Promise<Delivery[]> {
  return on
    .select({
      id: deliveries.id,
      target: deliveries.target,
      version: deliveries.version,
      writtenAt: deliveries.writtenAt,
      flushedAt: deliveries.flushedAt,
      connectionsEndedAt: deliveries.connectionsEndedAt,
      connectionsEnded: deliveries.connectionsEnded,
      effectiveAt: deliveries.effectiveAt,
      supersededAt: deliveries.supersededAt,
      probe: deliveries.probe,
      probedAt: deliveries.probedAt,
      lastFailure: deliveries.lastFailure,
      nextAttemptAt: deliveries.nextAttemptAt,
    })
    .from(deliveries)
    .where(and(eq(deliveries.mailboxId, of.mailboxId), eq(deliveries.version, of.version)))
    .orderBy(asc(deliveries.target));
}

/**
 * Whether a sign-in can prove a delivery now: it is in force, the mailbox is not stopped, and no newer version of it is on
 * its way. A change that lifts a suspension is followed by one.
 */
export async function isProvable(on: Executor, id: string): Promise<boolean> {
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
  const [row] = await on
    .select({ id: deliveries.id })
    .from(deliveries)
    .innerJoin(mailboxes, eq(mailboxes.id, deliveries.mailboxId))
    .where(
      and(eq(deliveries.id, id), isNotNull(deliveries.effectiveAt), eq(mailboxes.state, 'active'), notExists(onItsWay)),
    );
  return row !== undefined;
}

/** How many deliveries have failed at least once and still wait: a mail system that cannot be reached shows here. */
export async function countStuckDeliveries(on: Executor): Promise<number> {
  const [row] = await on
    .select({ n: count() })
    .from(deliveries)
    .where(and(gt(deliveries.attempts, 0), isNull(deliveries.effectiveAt), isNull(deliveries.supersededAt)));
  return row?.n ?? 0;
}

export interface UsualTime {
  p95Ms: number;
  /** Over how many changes. */
  count: number;
}

/**
 * How long the newest changes took from commit to in force.
 *
 * @returns the 95th percentile in milliseconds over the newest hundred at most, and over how many it is; null of none
 */
export async function measureUsualTime(on: Executor): Promise<UsualTime | null> {
  const newest = on
    .select({
      tookMs: sql<number>`extract(epoch from ${deliveries.effectiveAt} - ${deliveries.createdAt}) * 1000`.as('took_ms'),
    })
    .from(deliveries)
    .where(sql`${deliveries.effectiveAt} is not null`)
    .orderBy(sql`${deliveries.createdAt} desc`)
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
