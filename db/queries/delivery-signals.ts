import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Executor } from '../connect';

/** Workers listen on this channel; the notification is sent at the commit of the change. */
export const DELIVERIES_DUE = 'deliveries_due';
/** Sent with a delivery's signal when it is in force: a process that waits to probe it can check now. */
export const DELIVERY_IN_FORCE = 'delivery_in_force';
/**
 * Sent with a mailbox's signal whenever the progress of its deliveries changes: a process that shows it can read it again.
 * Every role that may connect can listen, the mail server's too, so no notification contains an id.
 */
export const DELIVERIES_CHANGED = 'deliveries_changed';

/** Enough that a listener rarely wakes for another's mailbox. */
const SIGNALS = 1_024;

/** The payload for a mailbox or a delivery: a small number, which many of them share. */
export function signalOf(id: string): string {
  return String(createHash('sha256').update(id).digest().readUInt16BE(0) % SIGNALS);
}

/** Sent at the commit; PostgreSQL sends duplicates within one transaction once. */
export async function notifyOfMailbox(on: Executor, mailboxId: string): Promise<void> {
  await on.execute(sql`select pg_notify(${DELIVERIES_CHANGED}, ${signalOf(mailboxId)})`);
}
