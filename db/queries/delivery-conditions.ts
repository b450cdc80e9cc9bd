import { and, isNull, sql } from 'drizzle-orm';
import { deliveries } from '../schema/deliveries';
import { mailboxes } from '../schema/mailboxes';

/** The domain of a joined mailbox. */
export const domainOfMailbox = sql`split_part(${mailboxes.address}, '@', 2)`;

/** Neither in force nor superseded. */
export const isWaiting = and(isNull(deliveries.effectiveAt), isNull(deliveries.supersededAt));
