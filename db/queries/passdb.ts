import { sql } from 'drizzle-orm';
import type { Executor } from '../connect';

/** One mailbox in the view `dovecot_passdb`, as a mail server sees it. */
export interface PassdbEntry {
  password: string | null;
  /** True for NULL in the view's `nologin`: Dovecot refuses the login for any other value. */
  mayLogIn: boolean;
}

export async function findPassdbEntry(on: Executor, address: string): Promise<PassdbEntry | undefined> {
  const [row] = await on.execute<{ password: string | null; may_log_in: boolean }>(
    sql`select password, nologin is null as may_log_in from dovecot_passdb where username = ${address}`,
  );
  return row && { password: row.password, mayLogIn: row.may_log_in };
}
