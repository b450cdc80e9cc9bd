import { findOwnRole, listLeftoverRights, listTablePrivileges, type TablePrivilege } from '@/db/queries/catalogue';
import type { Context } from '@/lib/context';

/** The only relations that Dovecot reads. */
const DOVECOT_VIEWS = ['dovecot_passdb', 'dovecot_userdb'];

type Asked = Pick<Context, 'db'>;

/**
 * Checks the role of this connection: it owns no table, may only add to the audit log and read it, and has none of the
 * rights that PostgreSQL gives to every role.
 *
 * @returns a clause that says so
 * @throws Error with a clause that names the first fault
 */
export async function checkAppRole({ db }: Asked): Promise<string> {
  const { role, ownedTables } = await findOwnRole(db);
  if (ownedTables.length > 0) throw new Error(`${role} owns the tables: DATABASE_URL names the wrong role`);

  const onAuditLog = (await listTablePrivileges(db, role)).filter(({ table }) => table === 'audit_log');
  if (onAuditLog.length === 0) throw new Error(`${role} cannot add to the audit log`);
  const excess = onAuditLog.filter(({ privilege }) => privilege !== 'SELECT' && privilege !== 'INSERT');
  if (excess.length > 0) throw new Error(`${role} has ${listed(excess)}`);
  await refuseLeftovers({ db }, role);
  return `${role} owns no table, and can only add to the audit log`;
}

/**
 * Checks the role of Dovecot: it reads its two views and nothing else.
 *
 * @returns a clause that says so
 * @throws Error with a clause that names the first fault
 */
export async function checkDovecotRole({ db }: Asked): Promise<string> {
  const privileges = await listTablePrivileges(db, 'dovecot');
  const excess = privileges.filter(({ table, privilege }) => !DOVECOT_VIEWS.includes(table) || privilege !== 'SELECT');
  if (excess.length > 0) throw new Error(`dovecot has ${listed(excess)}`);
  if (privileges.length < DOVECOT_VIEWS.length) throw new Error(`dovecot does not see ${DOVECOT_VIEWS.join(' and ')}`);
  await refuseLeftovers({ db }, 'dovecot');
  return `dovecot sees ${DOVECOT_VIEWS.join(' and ')}, and nothing else`;
}

async function refuseLeftovers({ db }: Asked, role: string): Promise<void> {
  const left = await listLeftoverRights(db, role);
  if (left.length > 0)
    throw new Error(`${role} has ${left.join(', ')}: run deploy/postgresql/rights.sql as a superuser`);
}

const listed = (privileges: readonly TablePrivilege[]): string =>
  privileges.map(({ table, privilege }) => `${privilege} on ${table}`).join(', ');
