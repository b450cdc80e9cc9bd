import { listDeliveries } from '@/db/queries/delivery-progress';
import { findMailbox } from '@/db/queries/mailboxes';
import type { OwnDatabase } from './world';

/** Whether the newest state of a mailbox is in force at each of its mail systems. */
export async function isNewestInForce({ runtime }: Pick<OwnDatabase, 'runtime'>, address: string): Promise<boolean> {
  const mailbox = await findMailbox(runtime.connection.db, address);
  if (!mailbox) throw new Error(`no mailbox ${address}`);
  const rows = await listDeliveries(runtime.connection.db, { mailboxId: mailbox.id, version: mailbox.version });
  return rows.length > 0 && rows.every(({ effectiveAt }) => effectiveAt !== null);
}
