import { and, asc, count, eq, exists, gt, inArray, sql } from 'drizzle-orm';
import type { Executor } from '../connect';
import { deliveries } from '../schema/deliveries';
import { mailTargets } from '../schema/mail-targets';
import { mailboxes } from '../schema/mailboxes';
import { domainOfMailbox, isStuck, isWaiting } from './delivery-conditions';
import { makeDue } from './delivery-queue';
import { DELIVERIES_DUE } from './delivery-signals';
import type { TargetName } from './mail-targets';

export interface StuckDelivery {
  id: string;
  address: string;
  target: TargetName;
  targetKey: string | null;
  version: number;
  createdAt: Date;
  attempts: number;
  lastFailure: string | null;
  failingSince: Date | null;
  nextAttemptAt: Date;
}

/**
 * Lists the stuck deliveries: they have failed at least once, or were not tried since `untriedSince`, for example because no
 * worker runs or the configuration lacks their mail system. The oldest first.
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
      targetKey: mailTargets.targetKey,
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

/** Lists the mailboxes among these whose newest version is not yet in force at some mail system. */
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
        // A single parameter: thousands of parameters take longer to send than to look up.
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

/** Counts the waiting deliveries by kind of mail system; kinds without any have no row. */
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

/** Makes the failed deliveries due at once: of one mailbox, or all. @returns their number */
export async function retryDeliveries(on: Executor, now: Date, mailboxId?: string): Promise<number> {
  // A delivery that a worker has locked is being tried right now; one that is already due stays as it is.
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
