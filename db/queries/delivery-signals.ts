import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Executor } from '../connect';

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
export async function notifyOfMailbox(on: Executor, mailboxId: string): Promise<void> {
  await on.execute(sql`select pg_notify(${DELIVERIES_CHANGED}, ${signalOf(mailboxId)})`);
}
