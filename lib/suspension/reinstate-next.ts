import type { Connection } from '@/db/connect';
import { lockMailbox } from '@/db/queries/mailboxes';
import { findMailboxToReinstate } from '@/db/queries/suspensions';
import type { Clock } from '@/lib/clock';
import { lift } from './lift';

/**
 * Reinstates one mailbox whose owner has read the announcement and set a new password, once that change is in force at
 * every mail system that serves the mailbox. Never earlier: until then the mail server may still accept the old password.
 *
 * @returns whether there was one
 */
export async function reinstateNext(worker: { connection: Connection; clock: Clock }): Promise<boolean> {
  const { db } = worker.connection;
  const found = await findMailboxToReinstate(db);
  if (!found) return false;
  return db.transaction(async (tx) => {
    const mailbox = await lockMailbox(tx, found);
    // Checked again under the lock: an operator may have suspended the mailbox again, or another worker have reinstated
    // it.
    const isStillDue = mailbox?.state === 'suspended_warning' && (await findMailboxToReinstate(tx, found));
    if (!isStillDue) return false;
    await lift(tx, { actor: { kind: 'system' }, address: null, now: worker.clock(), requestId: 'worker' }, mailbox.id);
    return true;
  });
}
