import { sql } from 'drizzle-orm';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator';
import { projectFile } from '@/lib/config/project-file';
import { connect, type Executor } from './connect';

const MIGRATIONS = projectFile('db/migrations');

/** Rewriting or indexing a large table takes long. The timeout for locks is shorter. */
const STATEMENT_MS = 30 * 60_000;

/** The database was migrated by another version of the portal: an older one from before 1.0, or a newer one. */
export class UnknownMigrations extends Error {
  override readonly name = 'UnknownMigrations';
}

/**
 * Migrates a database to this version, as the owner's role. Idempotent, so it is safe at every start.
 *
 * @returns the number of migrations that were run
 * @throws UnknownMigrations before any change
 */
export async function migrate(ownerUrl: string): Promise<number> {
  const connection = connect(ownerUrl, { most: 1, program: 'mail-portal migrate', statementMs: STATEMENT_MS });
  try {
    // A second process waits here, and finds nothing left to do. Closing the connection releases the lock.
    await connection.db.execute("select pg_advisory_lock(hashtext('mail portal: migrations'))");
    const before = await countSteps(connection.db);
    if (before > 0) await refuseUnknownSteps(connection.db);
    await runMigrations(connection.db, { migrationsFolder: MIGRATIONS });
    return (await countSteps(connection.db)) - before;
  } finally {
    await connection.close();
  }
}

async function countSteps(on: Executor): Promise<number> {
  const [there] = await on.execute(sql`select to_regclass('drizzle.__drizzle_migrations') is not null as "isThere"`);
  if (!there?.isThere) return 0;
  const [row] = await on.execute(sql`select count(*)::int as steps from drizzle.__drizzle_migrations`);
  return Number(row?.steps);
}

async function refuseUnknownSteps(on: Executor): Promise<void> {
  const known = new Set(readMigrationFiles({ migrationsFolder: MIGRATIONS }).map(({ hash }) => hash));
  const done = await on.execute<{ hash: string }>(sql`select hash from drizzle.__drizzle_migrations`);
  if (done.every(({ hash }) => known.has(hash))) return;
  throw new UnknownMigrations('the database was migrated by another version of the portal');
}
