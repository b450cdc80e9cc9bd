import type postgres from 'postgres';
import { isWeakHash } from '@/lib/hashing/is-weak-hash';

/**
 * Gives a mailbox of the cast the state after an import: a hash from another program, and no password typed at the
 * portal.
 */
export async function markAsImported(sql: postgres.Sql, address: string, stored: string): Promise<void> {
  await sql`delete from password_changes c using mailboxes m where m.id = c.mailbox_id and m.address = ${address}`;
  await sql`update mailboxes set password_secret = ${stored}, has_weak_hash = ${isWeakHash(stored)},
    password_changed_at = '2019-05-01T00:00:00Z', version = version + 1
    where address = ${address}`;
}
