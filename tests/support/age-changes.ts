import { sql } from 'drizzle-orm';
import type { Executor } from '@/db/connect';

/**
 * Sets a mailbox's changes of the last day, and the mails about them, back by two days. The next change is then the
 * first in a long time and gets a mail of its own.
 */
export async function ageChanges(on: Executor, address: string): Promise<void> {
  const mailbox = sql`(select id from mailboxes where address = ${address})`;
  await on.execute(sql`
    update password_changes set changed_at = changed_at - interval '2 days'
    where mailbox_id = ${mailbox} and changed_at > now() - interval '1 day'`);
  await on.execute(sql`
    update notices set happened_at = happened_at - interval '2 days'
    where mailbox_id = ${mailbox} and happened_at > now() - interval '1 day'`);
}
