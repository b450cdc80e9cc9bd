import { and, gt, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import { deliveries } from '../schema/deliveries';
import { mailboxes } from '../schema/mailboxes';

/** The domain of a joined mailbox. */
export const domainOfMailbox = sql`split_part(${mailboxes.address}, '@', 2)`;

/** Neither in force nor superseded. */
export const isWaiting = and(isNull(deliveries.effectiveAt), isNull(deliveries.supersededAt));

/** Waiting, and failed at least once or not tried since then. */
export const isStuck = (untriedSince: Date | SQL) =>
  and(isWaiting, or(gt(deliveries.attempts, 0), lt(deliveries.createdAt, untriedSince)));
