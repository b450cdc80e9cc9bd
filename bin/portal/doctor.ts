import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { findOwnRole, listMissingColumns, listTablePrivileges, type TablePrivilege } from '@/db/queries/catalogue';
import { countStuckDeliveries } from '@/db/queries/deliveries';
import { askAnything, findIsDemo } from '@/db/queries/installation';
import { createCampusJwks } from '@/lib/campus-link/campus-jwks';
import type { Context } from '@/lib/context';
import { findDovecot } from '@/lib/embedded/dovecot';
import { DEFAULT_MIN_CHARACTERS } from '@/lib/password/password-rules';
import { askDoveadm, awaitGreeting } from './ask-mail-server';
import { type Answer, addAnswering, whyOf } from './frame';
import { withPortal } from './open-portal';
import { textTable } from './text-table';

interface Check {
  name: string;
  ok: boolean;
  message: string;
}

/** Looks at one thing. @returns what is well; @throws Error what is not */
type Look = (ctx: Context) => Promise<string> | string;

const DATABASE_CHECKS: Record<string, Look> = {
  installation: checkInstallation,
  migrations: checkMigrations,
  app_role: checkAppRole,
  dovecot_role: checkDovecotRole,
  portal_keys: checkPortalKeys,
  deliveries: checkDeliveries,
};

const OTHER_CHECKS: Record<string, Look> = {
  campus_keys: checkCampusKeys,
  imap: checkImap,
  doveadm: checkDoveadm,
  password_minimum: checkPasswordMinimum,
};

export function addDoctor(portal: Command): void {
  const command = portal
    .command('doctor')
    .description('look whether everything is as it should be; changes nothing')
    .addHelpText(
      'after',
      `
The exit code is 1 when a check fails. A demo without a mail server is well, and says so.
--json: {"ok", "checks": [{"name", "ok", "message"}], "imap": {"host", "port"} or null}`,
    );
  addAnswering(command, doctor);
}

function doctor(): Promise<Answer> {
  return withPortal(async ({ ctx }) => {
    const database = await check(ctx, 'database', checkDatabase);
    const checks = [database];
    for (const [name, look] of Object.entries(DATABASE_CHECKS)) {
      checks.push(database.ok ? await check(ctx, name, look) : { name, ok: false, message: 'not looked at' });
    }
    for (const [name, look] of Object.entries(OTHER_CHECKS)) checks.push(await check(ctx, name, look));

    const ok = checks.every((one) => one.ok);
    const { host, port } = ctx.config.mailServer?.imap ?? {};
    return {
      json: { ok, checks, imap: host && port ? { host, port } : null },
      text: textTable(checks.map((one) => [one.ok ? 'ok' : 'FAILED', one.name, one.message])),
      failed: !ok,
    };
  });
}

async function check(ctx: Context, name: string, look: Look): Promise<Check> {
  try {
    return { name, ok: true, message: await look(ctx) };
  } catch (error) {
    return { name, ok: false, message: whyOf(error) };
  }
}

async function checkDatabase(ctx: Context): Promise<string> {
  await askAnything(ctx.db);
  return `answers at ${new URL(ctx.config.databaseUrl).host}`;
}

async function checkInstallation({ db, config }: Context): Promise<string> {
  const isDemo = await findIsDemo(db);
  if (isDemo === undefined) throw new Error('the database is empty: run npm run portal -- migrate');
  if (isDemo !== (config.mode === 'demo'))
    throw new Error('a demo database, whose passwords are public, is in production');
  return isDemo ? 'a demo: its people are invented and its passwords are public' : 'no demo';
}

async function checkMigrations({ db }: Context): Promise<string> {
  const missing = await listMissingColumns(db);
  if (missing.length > 0)
    throw new Error(`not up to date, ${missing.join(' ')} missing: run npm run portal -- migrate`);
  return 'up to date';
}

async function checkAppRole({ db }: Context): Promise<string> {
  const { role, ownedTables } = await findOwnRole(db);
  if (ownedTables.length > 0)
    throw new Error(`${role} owns ${ownedTables.join(' ')}: DATABASE_URL names the wrong role`);
  const onAuditLog = (await listTablePrivileges(db, role)).filter(({ table }) => table === 'audit_log');
  if (onAuditLog.length === 0) throw new Error(`${role} cannot add to the audit log`);
  const tooMuch = onAuditLog.filter(({ privilege }) => privilege !== 'SELECT' && privilege !== 'INSERT');
  if (tooMuch.length > 0) throw new Error(`${role} has ${listed(tooMuch)}`);
  return `${role} owns no table, and can only add to the audit log`;
}

async function checkDovecotRole({ db }: Context): Promise<string> {
  const views = ['dovecot_passdb', 'dovecot_userdb'];
  const privileges = await listTablePrivileges(db, 'dovecot');
  const tooMuch = privileges.filter(({ table, privilege }) => !views.includes(table) || privilege !== 'SELECT');
  if (tooMuch.length > 0) throw new Error(`dovecot has ${listed(tooMuch)}`);
  if (privileges.length < views.length) throw new Error(`dovecot does not see ${views.join(' and ')}`);
  return `dovecot sees ${views.join(' and ')}, and nothing else`;
}

async function checkPortalKeys({ portalKeyring }: Context): Promise<string> {
  const [key] = (await portalKeyring.publicKeys()).keys;
  if (!key) throw new Error('there is no key to encrypt links to: run npm run portal -- migrate');
  return `links are encrypted to ${key.kid}`;
}

async function checkDeliveries({ db }: Context): Promise<string> {
  const stuck = await countStuckDeliveries(db);
  if (stuck > 0) throw new Error(`${stuck} failed at least once and are tried again`);
  return 'none has failed';
}

async function checkCampusKeys({ config, clock }: Context): Promise<string> {
  let found = '';
  const report = (problem: string) => {
    found = problem;
  };
  await createCampusJwks({ path: config.campusJwksFile, clock, report }).verificationKey('');
  if (found) throw new Error(found.replaceAll('\n', ' '));
  const { keys } = JSON.parse(readFileSync(config.campusJwksFile, 'utf8')) as { keys: { kid?: string }[] };
  if (keys.length === 0) throw new Error(`${config.campusJwksFile} holds no key: no campus link is accepted`);
  return `${config.campusJwksFile} holds ${keys.map((key) => key.kid).join(' ')}`;
}

async function checkImap({ config }: Context): Promise<string> {
  if (!config.mailServer) return noMailServer();
  const { host, port } = config.mailServer.imap;
  await awaitGreeting(config.mailServer.imap);
  return `greets at ${host}:${port}`;
}

async function checkDoveadm({ config }: Context): Promise<string> {
  if (!config.mailServer) return noMailServer();
  const { urls, key } = config.mailServer.doveadm;
  await Promise.all(urls.map((url) => askDoveadm(url, key)));
  return `${urls.join(' ')} takes the key`;
}

function noMailServer(): string {
  const found = findDovecot();
  if (found.installed) return 'no mail server runs; npm start starts one';
  return ['no mail server:', found.reason, ...found.debianPackages].join(' ');
}

function checkPasswordMinimum({ limits }: Context): string {
  const advice =
    limits.min < DEFAULT_MIN_CHARACTERS ? `, fewer than the ${DEFAULT_MIN_CHARACTERS} of NIST SP 800-63B-4` : '';
  return `${limits.min} characters${advice}`;
}

const listed = (privileges: readonly TablePrivilege[]): string =>
  privileges.map(({ table, privilege }) => `${privilege} on ${table}`).join(', ');
