import type { Command } from 'commander';
import { migrate } from '@/db/migrate';
import { findIsDemo, recordInstallation } from '@/db/queries/installation';
import { listOpeningKeys } from '@/db/queries/portal-keys';
import { isDemo, readEnvironment } from '@/lib/config/config';
import type { RequestContext } from '@/lib/runtime/runtime';
import { makePortalKey } from '@/lib/sign-in/campus-link/make-portal-key';
import { type Answer, addAnswering, CommandRefusal, whyOf } from './frame';
import { withPortal } from './open-portal';

/** What PostgreSQL says when deploy/postgresql/roles.sql was not run, or with other passwords. @see its appendix A */
const ROLES_ARE_MISSING = new Set(['28000', '28P01', '3D000', '42704']);

export function addMigrate(command: Command): void {
  command.addHelpText(
    'after',
    `
DATABASE_OWNER_URL names the role that owns the tables, DATABASE_URL the one that servers have; the other settings of
production are needed too. An empty database is marked as no demo, and gets its first portal key. Run it before each new
version; what was done is not done again. A demo migrates itself.
--json: {"migrated": true, "changed", "key"}; "changed" says whether there was anything to do, "key" is the kid of the key that was made, or null.`,
  );
  addAnswering(command, migrateDatabase);
}

async function migrateDatabase(): Promise<Answer> {
  const environment = readEnvironment();
  const ownerUrl = environment.DATABASE_OWNER_URL;
  if (!ownerUrl || isDemo(environment)) {
    throw new CommandRefusal('database.not_named', 'Set DATABASE_OWNER_URL and DATABASE_URL; a demo migrates itself.');
  }
  const steps = await migrate(ownerUrl).catch((error) => {
    throw explained(error);
  });
  const key = await withPortal(({ ctx }) => prepare(ctx));
  const text = key
    ? `The database is up to date. Links are encrypted to the new key ${key}.`
    : 'The database is up to date.';
  return { json: { migrated: true, changed: steps > 0 || key !== null, key }, text };
}

async function prepare(ctx: RequestContext): Promise<string | null> {
  if (await findIsDemo(ctx.db)) {
    throw new CommandRefusal('database.demo', 'DATABASE_URL names a demo database, whose passwords are public.');
  }
  return ctx.db.transaction(async (tx) => {
    await recordInstallation(tx, false, ctx.now);
    const opening = await listOpeningKeys(tx, ctx.now);
    return opening.length > 0 ? null : makePortalKey(tx, ctx);
  });
}

function explained(error: unknown): Error {
  const code = codeOf(error);
  if (!code || !ROLES_ARE_MISSING.has(code)) {
    return new CommandRefusal('database.not_migrated', `The database could not be migrated: ${whyOf(error)}`);
  }
  return new CommandRefusal(
    'database.roles_missing',
    `The roles and the database are not there as they should be (${whyOf(error)}): run deploy/postgresql/roles.sql first.`,
  );
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : codeOf(error.cause);
}
