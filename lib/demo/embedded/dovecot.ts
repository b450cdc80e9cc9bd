import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { projectFile } from '@/lib/config/project-file';
import { freePorts, LOOPBACK } from '@/lib/demo/embedded/free-port';
import { makeScratchFolder, reachablePlace } from '@/lib/demo/embedded/reachable-place';
import { type ServerProcess, startServerProcess, whyOf } from '@/lib/demo/embedded/server-process';
import { ownNames, runsAsRoot, unprivilegedUser } from '@/lib/demo/embedded/system-user';
import { StartRefusal } from '@/lib/start-refusal';

const OPERATOR_FILES = projectFile('deploy/dovecot');
const CONFIGURATION = [
  'portal-database.conf.ext',
  'portal-sql.conf.ext',
  'portal-suspended-sql.conf.ext',
  'portal-auth.conf.ext',
  'loopback.conf',
];
const DIRECTORY_CONFIGURATION = ['portal-ldap.conf.ext', 'portal-directory.conf.ext'];
const SUBMISSION_CONFIGURATION = ['portal-submission.conf.ext'];
const PROGRAM_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/sbin'];
const DEBIAN_PACKAGES = ['dovecot-imapd', 'dovecot-pop3d', 'dovecot-pgsql'];
const ANSWERS_WITHIN_MS = 5_000;
const READY_WITHIN_MS = 20_000;
const STOPS_WITHIN_MS = 10_000;
const PORTS_TRIED = 5;
const POLL_MS = 10;

export type DovecotInstallation =
  | { readonly installed: true; readonly program: string; readonly version: string }
  | { readonly installed: false; readonly reason: string; readonly debianPackages: readonly string[] };

type Options = {
  /** The folder for mail and log, which both outlive the Dovecot process. */
  runDir: string;
  /** The database with the views `dovecot_passdb` and `dovecot_userdb`, and the role that may read them. */
  database: { host: string; port: number; name: string; user: string; password: string };
  /** The LDAP directory with the accounts of some mail domains. The accounts of other domains are in the database. */
  directory?: { url: string; caFile: string; base: string; dn: string; password: string; domains: readonly string[] };
  /** The Postfix that Dovecot relays submitted mail to; needs Debian's `dovecot-submissiond`. */
  relay?: Listener;
  doveadmKey: string;
  /** Dovecot's auth cache, as in production. Without it a changed password counts at once, even without a flush. */
  authCache: boolean;
  log(line: string): void;
};

type Listener = { readonly host: string; readonly port: number };

export type Dovecot = {
  readonly imap: Listener;
  readonly pop3: Listener;
  /** The submission port; without a relay nothing listens there. */
  readonly submission: Listener;
  readonly doveadm: { readonly url: string; readonly key: string };
  readonly pid: number;
  /** The auth socket for Postfix (`smtpd_sasl_path`). */
  readonly saslPath: string;
  /** For Dovecot's programs that address this instance (`doveadm -c`). */
  readonly configFile: string;
  /** The actual mail folder: outside `runDir` if the mail user cannot enter that (a clone under /root). */
  readonly mailDir: string;
  readLog(): string;
  stop(): Promise<void>;
};

/** Looks for a Dovecot that works with our configuration: 2.3, with IMAP, POP3 and the PostgreSQL driver. */
export function findDovecot(): DovecotInstallation {
  const program = PROGRAM_FOLDERS.map((folder) => join(folder, 'dovecot')).find(existsSync);
  if (!program) return { installed: false, reason: 'Dovecot is not installed', debianPackages: DEBIAN_PACKAGES };

  const version = ask(program, '--version').split(' ')[0] ?? '';
  if (!version.startsWith('2.3.')) {
    return { installed: false, reason: `Dovecot ${version} is installed, and 2.3 is needed`, debianPackages: [] };
  }

  const doveconf = join(dirname(program), '..', 'bin', 'doveconf');
  const [programs, plugins] = ask(doveconf, '-d', '-h', 'libexec_dir', 'mail_plugin_dir').split('\n');
  const parts = [`${programs}/imap`, `${programs}/pop3`, `${plugins}/auth/libdriver_pgsql.so`];
  const debianPackages = DEBIAN_PACKAGES.filter((_, i) => !existsSync(parts[i] ?? ''));
  if (debianPackages.length > 0) return { installed: false, reason: 'Parts of Dovecot are missing', debianPackages };
  return { installed: true, program, version };
}

/**
 * Starts a Dovecot on 127.0.0.1 with the files of deploy/dovecot that operators copy, and waits for its IMAP greeting.
 *
 * @throws StartRefusal if Dovecot is not installed as needed (names the Debian packages) or does not start
 */
export async function startDovecot(options: Options): Promise<Dovecot> {
  const installation = findDovecot();
  if (!installation.installed) throw new StartRefusal(howToInstall(installation));

  for (let tried = 1; ; tried += 1) {
    try {
      return await startOnFreePorts(installation.program, options);
    } catch (failure) {
      const portWasTaken = failure instanceof StartRefusal && /Address already in use/.test(failure.message);
      if (!portWasTaken || tried === PORTS_TRIED) throw failure;
    }
  }
}

function howToInstall({ reason, debianPackages }: { reason: string; debianPackages: readonly string[] }): string {
  if (debianPackages.length === 0) return `${reason}; Debian 12 has it.`;
  return `${reason}; run apt-get install --no-install-recommends ${debianPackages.join(' ')}`;
}

async function startOnFreePorts(program: string, options: Options): Promise<Dovecot> {
  const [imap, pop3, submission, doveadm] = (await freePorts(4)) as [number, number, number, number];
  const runDir = resolve(options.runDir);
  const logFile = join(runDir, 'dovecot.log');
  const mailDir = prepareMailDir(runDir);
  rmSync(logFile, { force: true });

  // Unix sockets need a short path, and Dovecot's configuration a path without characters of its own syntax.
  const scratch = makeScratchFolder();
  const tidyUp = () => rmSync(scratch, { recursive: true, force: true });
  const configuration = [
    ...CONFIGURATION,
    ...(options.directory ? DIRECTORY_CONFIGURATION : []),
    ...(options.relay ? SUBMISSION_CONFIGURATION : []),
  ];
  const configFile = writeConfiguration(join(scratch, 'etc'), configuration, {
    ...databaseWords(options.database),
    ...directoryWords(options.directory),
    ...relayWords(options.relay),
    ...userWords(),
    DOVEADM_KEY: plainWord('the doveadm key', options.doveadmKey),
    DOVEADM_HOST: LOOPBACK,
    DOVEADM_PORT: `${doveadm}`,
    IMAP_PORT: `${imap}`,
    POP3_PORT: `${pop3}`,
    SUBMISSION_PORT: `${submission}`,
    AUTH_CACHE_SIZE: options.authCache ? '10M' : '0',
    CONFIG_DIR: join(scratch, 'etc'),
    BASE_DIR: join(scratch, 'run'),
    STATE_DIR: join(scratch, 'state'),
    LOG_FILE: quotable(logFile),
    MAIL_DIR: quotable(mailDir).replaceAll('%', '%%'),
  });
  const readLog = () => (existsSync(logFile) ? readFileSync(logFile, 'utf8') : '');

  try {
    const server = await startAndGreet(program, configFile, imap, readLog, options.log);
    return {
      imap: { host: LOOPBACK, port: imap },
      pop3: { host: LOOPBACK, port: pop3 },
      submission: { host: LOOPBACK, port: submission },
      doveadm: { url: `http://${LOOPBACK}:${doveadm}/doveadm/v1`, key: options.doveadmKey },
      pid: server.pid,
      saslPath: join(scratch, 'run', 'auth-postfix'),
      configFile,
      mailDir,
      readLog,
      stop: () => server.stop().finally(tidyUp),
    };
  } catch (failure) {
    tidyUp();
    throw failure;
  }
}

async function startAndGreet(
  program: string,
  configFile: string,
  imapPort: number,
  readLog: () => string,
  log: (line: string) => void,
): Promise<ServerProcess> {
  const server = await startServerProcess({
    name: 'Dovecot',
    program,
    args: ['-F', '-c', configFile],
    user: undefined,
    stopSignal: 'SIGTERM',
    stopWithinMs: STOPS_WITHIN_MS,
    onLine: log,
  });
  const giveUp = new AbortController();
  try {
    await server.becomesReady(untilGreeted(imapPort, giveUp.signal), READY_WITHIN_MS);
    return server;
  } catch (failure) {
    const logged = readLog().trim();
    if (!(failure instanceof StartRefusal) || logged === '') throw failure;
    throw new StartRefusal(`Dovecot did not start: ${whyOf(logged.split('\n'))}`, { cause: failure });
  } finally {
    giveUp.abort();
  }
}

function prepareMailDir(runDir: string): string {
  const mailUser = unprivilegedUser('mail');
  const mailDir = reachablePlace(join(runDir, 'mail'), mailUser);
  mkdirSync(mailDir, { recursive: true });
  if (mailUser) chownSync(mailDir, mailUser.uid, mailUser.gid);
  return mailDir;
}

function databaseWords({ host, port, name, user, password }: Options['database']): Record<string, string> {
  return {
    DATABASE_HOST: plainWord('the database host', host),
    DATABASE_PORT: `${port}`,
    DATABASE_NAME: plainWord('the database name', name),
    DATABASE_USER: plainWord('the database user', user),
    DATABASE_PASSWORD: plainWord('the database password', password),
  };
}

function directoryWords(directory: Options['directory']): Record<string, string> {
  const ofDomains = (pattern: string) => (directory?.domains ?? []).map((domain) => `${pattern}@${domain}`).join(' ');
  const users = { SQL_USERS: ofDomains('!*'), DIRECTORY_USERS: ofDomains('*') };
  if (!directory) return users;
  return {
    ...users,
    DIRECTORY_URL: directory.url,
    DIRECTORY_CA_FILE: directory.caFile,
    DIRECTORY_BASE: directory.base,
    DIRECTORY_DN: directory.dn,
    DIRECTORY_PASSWORD: plainWord('the directory password', directory.password),
  };
}

function relayWords(relay: Options['relay']): Record<string, string> {
  if (!relay) return { PROTOCOLS: 'imap pop3' };
  return {
    PROTOCOLS: 'imap pop3 submission',
    RELAY_HOST: plainWord('the relay', relay.host),
    RELAY_PORT: `${relay.port}`,
  };
}

function userWords(): Record<string, string> {
  if (runsAsRoot()) {
    const mail = { MAIL_USER: 'mail', MAIL_GROUP: 'mail' };
    return { ...mail, INTERNAL_USER: 'dovecot', INTERNAL_GROUP: 'dovecot', LOGIN_USER: 'dovenull' };
  }
  const { user, group } = ownNames();
  return { MAIL_USER: user, MAIL_GROUP: group, INTERNAL_USER: user, INTERNAL_GROUP: group, LOGIN_USER: user };
}

/** Checks that neither Dovecot's configuration nor PostgreSQL's connection string would interpret part of the value. */
function plainWord(name: string, value: string): string {
  if (/^[\w.:~-]+$/.test(value)) return value;
  throw new StartRefusal(`Dovecot cannot be given ${name}: use letters, digits and . : _ ~ - alone.`);
}

const quotable = (path: string): string => path.replaceAll('\\', '\\\\').replaceAll('"', '\\"');

/** Fills in the @WORDS@ of the operator's files. A word without a value is a programming error. */
function writeConfiguration(folder: string, files: readonly string[], words: Record<string, string>): string {
  mkdirSync(folder, { mode: 0o755 });
  for (const name of files) {
    const filled = readFileSync(join(OPERATOR_FILES, name), 'utf8').replace(/@([A-Z0-9_]+)@/g, (_, word: string) => {
      const value = words[word];
      if (value === undefined) throw new Error(`deploy/dovecot/${name} has @${word}@, which has no value`);
      return value;
    });
    writeFileSync(join(folder, name), filled, { mode: 0o600 });
  }
  return join(folder, 'loopback.conf');
}

async function untilGreeted(port: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && !(await greets(port))) await wait(POLL_MS);
}

function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, LOOPBACK);
    const answer = (greeted: boolean) => {
      socket.destroy();
      resolve(greeted);
    };
    socket.setTimeout(ANSWERS_WITHIN_MS, () => answer(false));
    socket.once('data', (data) => answer(data.toString('latin1').startsWith('* OK')));
    socket.once('error', () => answer(false));
    socket.once('close', () => answer(false));
  });
}

function ask(program: string, ...args: string[]): string {
  return execFileSync(program, args, { timeout: ANSWERS_WITHIN_MS, stdio: ['ignore', 'pipe', 'ignore'] }).toString();
}
