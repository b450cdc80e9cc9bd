import { days } from '@/lib/clock';
import { commandText } from '@/lib/config/command-text';
import { listStuckDeliveries } from '@/lib/delivery/list-stuck-deliveries';
import { findDovecot } from '@/lib/demo/embedded/dovecot';
import { checkDatabase as askDatabase } from '@/lib/health/check-database';
import { checkAppRole, checkDovecotRole } from '@/lib/health/check-database-roles';
import { findMissingColumn } from '@/lib/health/find-missing-column';
import { countWorkers, SILENT_MS } from '@/lib/health/worker-heartbeat';
import { findTargetFaults } from '@/lib/mail-systems/check-mail-targets';
import { listMailTargets } from '@/lib/mail-systems/list-mail-targets';
import { listUnsentNotices } from '@/lib/notice/list-unsent-notices';
import { findInstallation } from '@/lib/runtime/check-installation';
import type { RequestContext } from '@/lib/runtime/runtime';
import { createCampusJwks } from '@/lib/sign-in/campus-link/campus-jwks';
import { DEFAULT_MIN_CHARACTERS } from '@/lib/strength/password-rules';
import { askDoveadm, awaitGreeting } from './ask-mail-server';
import { PROGRAM } from './open-portal';

/** One check. @returns a clause that says what is in order @throws Error with a clause that names the fault */
export type Look = (ctx: RequestContext) => Promise<string> | string;

/** Run only when the database answers. */
export const DATABASE_CHECKS: Readonly<Record<string, Look>> = {
  installation: checkInstallation,
  migrations: checkMigrations,
  app_role: checkAppRole,
  dovecot_role: checkDovecotRole,
  portal_keys: checkPortalKeys,
  mail_targets: checkMailTargetTable,
  deliveries: checkDeliveries,
  notices: checkNotices,
};

export const OTHER_CHECKS: Readonly<Record<string, Look>> = {
  campus_keys: checkCampusKeys,
  imap: checkImap,
  doveadm: checkDoveadm,
  password_minimum: checkPasswordMinimum,
  breached_passwords: checkBreachedPasswords,
};

export async function checkDatabase({ config }: RequestContext): Promise<string> {
  await askDatabase(config.databaseUrl, PROGRAM);
  return `answers at ${new URL(config.databaseUrl).host}`;
}

async function checkInstallation({ db, config }: RequestContext): Promise<string> {
  const installation = await findInstallation({ db });
  if (installation === 'empty') throw new Error(`empty: run ${commandText(config, 'migrate')}`);
  if (installation === 'production') return 'no demo';
  if (config.mode !== 'demo') throw new Error('a demo database, whose passwords are public');
  return 'a demo: its people are invented and its passwords are public';
}

async function checkMigrations({ db, config }: RequestContext): Promise<string> {
  const missing = await findMissingColumn({ db });
  if (missing) throw new Error(`not up to date, ${missing} is missing: run ${commandText(config, 'migrate')}`);
  return 'up to date';
}

async function checkPortalKeys({ portalKeyring, config }: RequestContext): Promise<string> {
  const [key] = (await portalKeyring.publicKeys()).keys;
  if (!key) throw new Error(`no key to encrypt links to: run ${commandText(config, 'migrate')}`);
  return `links are encrypted to ${key.kid}`;
}

async function checkNotices({ db, config }: RequestContext): Promise<string> {
  const { waiting, failing, givenUp } = (await listUnsentNotices({ db })).counts;
  if (!config.noticeMail) throw new Error(`SMTP_URL is not set: no notice is sent, and ${waiting} wait`);
  if (failing > 0 || givenUp > 0)
    throw new Error(`${failing} notices are retried, ${givenUp} were given up: see ${commandText(config, 'notices')}`);
  return config.noticeMail.kind === 'folder'
    ? `notices are written to ${config.noticeMail.folder}`
    : `notices are sent through ${config.noticeMail.server.host}`;
}

async function checkMailTargetTable({ db, config }: RequestContext): Promise<string> {
  const [rows, faults] = await Promise.all([listMailTargets({ db }), findTargetFaults(db, config)]);
  if (faults.length > 0) throw new Error(faults.join('; '));
  const targetKeys = [...new Set(rows.map(({ targetKey }) => targetKey))];
  return `${new Set(rows.map(({ domain }) => domain)).size} domains, served by ${targetKeys.join(', ')}`;
}

async function checkDeliveries(ctx: RequestContext): Promise<string> {
  const stuck = await listStuckDeliveries(ctx);
  if (stuck.length === 0) return 'none is stuck';
  const failing = stuck.filter(({ attempts }) => attempts > 0).length;
  const untried = stuck.length - failing;
  const faults = [
    ...(failing > 0 ? [`${failing} have failed and are retried`] : []),
    ...(untried > 0 ? [`${untried} ${untried === 1 ? 'was' : 'were'} not tried for a minute: does a worker run?`] : []),
  ];
  throw new Error(`${faults.join('; ')}: see ${commandText(ctx.config, 'deliveries')}`);
}

/** @param isServed whether a worker is expected to run, which a demo without its server has not */
export function workerCheck(isServed: boolean): Look {
  return async ({ db, config }) => {
    const running = await countWorkers(db);
    if (running > 0) return `${running} ${running === 1 ? 'runs' : 'run'}`;
    if (!isServed) return 'none, since no demo runs: npm start starts one, and its worker';
    const silence = `no worker has reported for ${SILENT_MS / 1_000} seconds`;
    const start =
      config.mode === 'demo' ? 'Stop the demo, and call: npm start' : 'Start it: systemctl start mail-portal-worker';
    throw new Error(`${silence}: changes and notices wait. ${start}`);
  };
}

async function checkCampusKeys({ config: { campusJwksFile: path }, clock }: RequestContext): Promise<string> {
  const kids = await createCampusJwks({ path, clock, report: () => {} })
    .load()
    .catch((error: Error) => {
      throw new Error(`${path}: ${error.message.replace(/\s+/g, ' ')}`);
    });
  if (kids.length === 0) throw new Error(`${path} holds no key that signs campus links: every link is refused`);
  return `${path} holds ${kids.join(' ')}`;
}

async function checkImap({ config: { mailServer } }: RequestContext): Promise<string> {
  if (!mailServer) return noMailServer();
  await awaitGreeting(mailServer.imap);
  return `greets at ${mailServer.imap.host}:${mailServer.imap.port}`;
}

async function checkDoveadm({ config: { mailServer } }: RequestContext): Promise<string> {
  if (!mailServer) return noMailServer();
  const { urls, key } = mailServer.doveadm;
  await Promise.all(urls.map((url) => askDoveadm(url, key)));
  return `${urls.join(' ')} accepts the key`;
}

function checkPasswordMinimum({ limits: { min } }: RequestContext): string {
  const advice = min < DEFAULT_MIN_CHARACTERS ? `, fewer than the ${DEFAULT_MIN_CHARACTERS} of NIST SP 800-63B-4` : '';
  return `${min} characters${advice}`;
}

async function checkBreachedPasswords({ breached, now }: RequestContext): Promise<string> {
  const { count, madeAt } = await breached.facts().catch((error: Error) => {
    throw new Error(`${breached.path}: ${error.message}`);
  });
  const age = madeAt ? `made ${daysBetween(madeAt, now)} days ago` : 'the small list of the distribution';
  return `${breached.path} holds ${count} passwords, ${age}`;
}

const daysBetween = (earlier: Date, later: Date): number => Math.floor((later.getTime() - earlier.getTime()) / days(1));

/** Only a demo runs without a mail server. */
function noMailServer(): string {
  const found = findDovecot();
  if (found.installed) return 'no mail server runs; npm start starts one';
  return ['no mail server:', found.reason, ...found.debianPackages].join(' ');
}
