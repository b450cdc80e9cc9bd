import type { Command } from 'commander';
import { isDemo, readEnvironment } from '@/lib/config/config';
import { MigrationFailed, migrateDatabase } from '@/lib/runtime/migrate-database';
import { prepareDatabase } from '@/lib/runtime/prepare-database';
import { type Answer, addAnswering, CommandRefusal, whyOf } from './frame';
import { withPortal } from './open-portal';

export function addMigrate(command: Command): void {
  command.addHelpText(
    'after',
    `
DATABASE_OWNER_URL names the role that owns the tables, DATABASE_URL the role of the servers; the other settings of
production are required too. An empty database is marked as no demo, and gets its first portal key. Run it before the
start of each new version; it may be repeated. A demo migrates itself.
--json: {"migrated": true, "changed", "key"}; "changed" says whether anything was done, "key" is the kid of the new key, or null.`,
  );
  addAnswering(command, migrate);
}

async function migrate(): Promise<Answer> {
  const environment = readEnvironment();
  const ownerUrl = environment.DATABASE_OWNER_URL;
  if (!ownerUrl || isDemo(environment)) {
    throw new CommandRefusal('database.not_named', 'Set DATABASE_OWNER_URL and DATABASE_URL; a demo migrates itself.');
  }
  const steps = await migrateDatabase(ownerUrl).catch((error: unknown) => {
    throw error instanceof MigrationFailed ? explained(error) : error;
  });
  const prepared = await withPortal(({ ctx }) => prepareDatabase(ctx));
  if (prepared === 'demo')
    throw new CommandRefusal('database.demo', 'DATABASE_URL names a demo database, whose passwords are public.');
  const { key } = prepared;
  const text = key
    ? `The database is up to date. Links are encrypted to the new key ${key}.`
    : 'The database is up to date.';
  return { json: { migrated: true, changed: steps > 0 || key !== null, key }, text };
}

function explained({ areRolesMissing, cause }: MigrationFailed): CommandRefusal {
  const why = whyOf(cause);
  return areRolesMissing
    ? new CommandRefusal(
        'database.roles_missing',
        `The roles or the database are missing, or have other passwords (${why}): run deploy/postgresql/roles.sql first.`,
      )
    : new CommandRefusal('database.not_migrated', `The database could not be migrated: ${why}`);
}
