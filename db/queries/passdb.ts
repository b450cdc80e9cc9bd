import { sql } from 'drizzle-orm';
import type { Executor } from '../connect';

/** What the view `dovecot_passdb` tells a mail server of one mailbox. */
export interface PassdbEntry {
  password: string | null;
  /** NULL in the view's `nologin`: any other value keeps the mailbox out. */
  mayLogIn: boolean;
}

export async function findPassdbEntry(on: Executor, address: string): Promise<PassdbEntry | undefined> {
  const [row] = await on.execute<{ password: string | null; may_log_in: boolean }>(
    sql`select password, nologin is null as may_log_in from dovecot_passdb where username = ${address}`,
  );
  return row && { password: row.password, mayLogIn: row.may_log_in };
}
