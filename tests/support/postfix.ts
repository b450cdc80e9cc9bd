import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts, LOOPBACK } from '@/lib/demo/embedded/free-port';
import { makeScratchFolder } from '@/lib/demo/embedded/reachable-place';
import { startServerProcess } from '@/lib/demo/embedded/server-process';
import type { ServerAddress } from './line-connection';
import { untilItListens } from './until-it-listens';
import { atTheEnd } from './world';

const READY_WITHIN_MS = 10_000;
const QUEUES = ['active', 'bounce', 'corrupt', 'defer', 'deferred', 'flush', 'hold', 'incoming', 'private', 'saved'];
const MAIL_OWNER = 'postfix';
const DROP_GROUP = 'postdrop';

export interface Postfix {
  /** The address at which it accepts submissions from mail programs directly. */
  readonly submission: ServerAddress;
  readLog(): string;
}

/**
 * A real Postfix that accepts mail from users whom Dovecot authenticates, and discards it. Removed after the test file.
 *
 * @param saslPath Dovecot's socket
 * @param relay    the address to which Dovecot relays the mail that it has accepted
 * @param more     parameters of main.cf and services of master.cf that replace or add to those below
 */
export async function startPostfix(
  saslPath: string,
  relay: ServerAddress,
  more: { main?: Readonly<Record<string, string>>; services?: string } = {},
): Promise<Postfix> {
  const folder = makeScratchFolder();
  const [port] = (await freePorts(1)) as [number];
  const etc = join(folder, 'etc');
  mkdirSync(etc, { mode: 0o755 });
  writeBackdated(join(etc, 'main.cf'), mainCf(folder, saslPath, more.main ?? {}));
  writeBackdated(join(etc, 'master.cf'), `${masterCf(port, relay)}${more.services ?? ''}`);
  makeQueues(folder);

  const readLog = () => readFileSync(join(folder, 'postfix.log'), 'utf8');
  const server = await startServerProcess({
    name: 'Postfix',
    // Postfix's own start script would be the parent of the server, and passes no signal on.
    program: '/usr/lib/postfix/sbin/master',
    args: ['-c', etc, '-s'],
    user: undefined,
    stopSignal: 'SIGTERM',
    stopWithinMs: READY_WITHIN_MS,
    onLine: () => {},
  });
  atTheEnd(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  await server.becomesReady(untilItListens(port), READY_WITHIN_MS).catch((failure) => {
    throw new Error(`${failure.message}\n${readLog()}`);
  });
  return { submission: { host: LOOPBACK, port }, readLog };
}

const mainCf = (folder: string, saslPath: string, more: Readonly<Record<string, string>>): string =>
  Object.entries({ ...parametersOf(folder, saslPath), ...more })
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('');

const parametersOf = (folder: string, saslPath: string) => ({
  compatibility_level: '3.6',
  queue_directory: `${folder}/queue`,
  data_directory: `${folder}/data`,
  command_directory: '/usr/sbin',
  daemon_directory: '/usr/lib/postfix/sbin',
  mail_owner: `${MAIL_OWNER}`,
  setgid_group: `${DROP_GROUP}`,
  maillog_file: `${folder}/postfix.log`,
  maillog_file_prefixes: '/tmp',
  inet_interfaces: '127.0.0.1',
  inet_protocols: 'ipv4',
  myhostname: 'mail.test',
  mydestination: '',
  alias_maps: '',
  local_recipient_maps: '',
  default_transport: 'discard:',
  smtpd_peername_lookup: 'no',
  smtp_dns_support_level: 'disabled',
  smtpd_sasl_type: 'dovecot',
  smtpd_sasl_path: `${saslPath}`,
  smtpd_sasl_auth_enable: 'yes',
  smtpd_relay_restrictions: 'permit_sasl_authenticated, reject',
  smtpd_error_sleep_time: '0',
  smtpd_client_connection_rate_limit: '0',
});

const masterCf = (port: number, relay: ServerAddress) => `
127.0.0.1:${port} inet n - n - - smtpd
${relay.host}:${relay.port} inet n - n - - smtpd
  -o smtpd_authorized_xclient_hosts=127.0.0.1
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
discard unix - - n - - discard
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`;

/** Postfix rereads a recently changed file for two seconds, in case more is written; an older date avoids that. */
function writeBackdated(file: string, text: string): void {
  writeFileSync(file, text);
  const aMinuteAgo = Date.now() / 1_000 - 60;
  utimesSync(file, aMinuteAgo, aMinuteAgo);
}

function makeQueues(folder: string): void {
  const owner = Number(execFileSync('id', ['-u', MAIL_OWNER]).toString());
  const dropGroup = Number(execFileSync('getent', ['group', DROP_GROUP]).toString().split(':')[2]);
  const make = (path: string, mode: number, uid: number, gid: number) => {
    mkdirSync(join(folder, path), { recursive: true });
    chownSync(join(folder, path), uid, gid);
    chmodSync(join(folder, path), mode);
  };
  make('queue', 0o755, 0, 0);
  make('queue/pid', 0o755, 0, 0);
  make('data', 0o700, owner, 0);
  for (const queue of [...QUEUES, 'trace']) make(`queue/${queue}`, 0o700, owner, 0);
  make('queue/maildrop', 0o1730, owner, dropGroup);
  make('queue/public', 0o2710, owner, dropGroup);
}
