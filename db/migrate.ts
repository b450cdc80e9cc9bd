import { fileURLToPath } from 'node:url';
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator';
import { connect } from './connect';

const MIGRATIONS = fileURLToPath(new URL('./migrations', import.meta.url));

/** Brings a database up to date, as the owner's role. Safe to call at every start: what was done is not done again. */
export async function migrate(ownerUrl: string): Promise<void> {
  const connection = connect(ownerUrl, { most: 1, program: 'mail-portal migrate' });
  try {
    await runMigrations(connection.db, { migrationsFolder: MIGRATIONS });
  } finally {
    await connection.close();
  }
}
