import { migrate } from '@/db/migrate';

/**
 * SQLSTATEs of PostgreSQL when deploy/postgresql/roles.sql was not run, or was run with other passwords: invalid
 * authorization, invalid password, no such database, no such role.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const ROLES_ARE_MISSING = new Set(['28000', '28P01', '3D000', '42704']);

/** The database could not be migrated. Its `cause` is the error of the database. */
export class MigrationFailed extends Error {
  override readonly name = 'MigrationFailed';
  /** Whether the roles or the database are missing, or have other passwords. */
  readonly areRolesMissing: boolean;

  constructor(cause: unknown) {
    super('the database could not be migrated', { cause });
    this.areRolesMissing = ROLES_ARE_MISSING.has(sqlStateOf(cause) ?? '');
  }
}

/**
 * Runs the migrations that a database lacks, as the role that owns its tables.
 *
 * @returns how many it ran
 * @throws MigrationFailed
 */
export async function migrateDatabase(ownerUrl: string): Promise<number> {
  return migrate(ownerUrl).catch((error: unknown) => {
    throw new MigrationFailed(error);
  });
}

function sqlStateOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : sqlStateOf(error.cause);
}
