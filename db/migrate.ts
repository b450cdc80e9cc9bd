import { fileURLToPath } from 'node:url';
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator';
import { connect } from './connect';

const MIGRATIONS = fileURLToPath(new URL('./migrations', import.meta.url));

/** To write a large table anew, or to index it, takes its time. What keeps us from a lock is not waited for so long. */
const STATEMENT_MS = 30 * 60_000;

/** Brings a database up to date, as the owner's role. Safe to call at every start: what was done is not done again. */
export async function migrate(ownerUrl: string): Promise<void> {
  const connection = connect(ownerUrl, { most: 1, program: 'mail-portal migrate', statementMs: STATEMENT_MS });
  try {
    // Of two at once the second one waits, and finds nothing left to do. It is given back with the connection.
    await connection.db.execute("select pg_advisory_lock(hashtext('mail portal: migrations'))");
    await runMigrations(connection.db, { migrationsFolder: MIGRATIONS });
  } finally {
    await connection.close();
  }
}
