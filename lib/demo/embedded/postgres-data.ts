import { execFile, execFileSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { platform } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { BARE_ENVIRONMENT, whyOf } from '@/lib/demo/embedded/server-process';
import { runsAsRoot, type SystemUser, unprivilegedUser } from '@/lib/demo/embedded/system-user';
import { StartRefusal } from '@/lib/start-refusal';

/** The major version of the npm packages; PostgreSQL reads only data directories of its own major version. */
const MAJOR_VERSION = '18';
const PREPARE_WITHIN_MS = 60_000;
const ORPHAN_STOPS_WITHIN_MS = 20_000;
const POLL_MS = 25;

/** The user that the database runs as: the owner of existing data, otherwise `nobody` if this process is root. */
export function databaseUser(dataDir: string): SystemUser | undefined {
  const owner = existsSync(dataDir) ? statSync(dataDir) : undefined;
  const mayBecomeOwner = runsAsRoot() && owner !== undefined && owner.uid !== 0;
  return mayBecomeOwner ? { uid: owner.uid, gid: owner.gid } : unprivilegedUser('nobody');
}

/**
 * Claims the data directory for this process, so that two portals never share one.
 *
 * @returns a function that releases the claim
 * @throws StartRefusal while another live process holds it
 */
export function claimDataDirectory(dataDir: string): () => void {
  const claim = `${dataDir}.owner`;
  const holder = existsSync(claim) ? readFileSync(claim, 'utf8') : '';
  const holderPid = Number.parseInt(holder, 10);
  if (holder !== '' && holder === nameOfProcess(holderPid)) {
    throw new StartRefusal(`The database in ${dataDir} is in use by process ${holderPid}; stop that one first.`);
  }
  rmSync(claim, { force: true });
  writeFileSync(claim, nameOfProcess(process.pid) ?? '', { flag: 'wx' });
  return () => rmSync(claim, { force: true });
}

/**
 * Stops a PostgreSQL that still serves this data directory after its portal has ended. If that PostgreSQL no longer
 * runs and its process id belongs to another program, the stale pid file is removed.
 */
export async function stopOrphan(dataDir: string): Promise<void> {
  const pidFile = join(dataDir, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
  const command = commandOf(pid);
  if (command === undefined) return;
  if (!command.includes('postgres')) return rmSync(pidFile);
  // A PostgreSQL of another directory, or one started by another path. PostgreSQL itself checks for that and reports
  // it.
  if (!command.includes(dataDir)) return;

  process.kill(pid, 'SIGINT');
  for (let waitedMs = 0; commandOf(pid) !== undefined; waitedMs += POLL_MS) {
    if (waitedMs === ORPHAN_STOPS_WITHIN_MS) process.kill(pid, 'SIGKILL');
    if (waitedMs > 2 * ORPHAN_STOPS_WITHIN_MS) {
      throw new StartRefusal(`An earlier PostgreSQL (process ${pid}) still serves ${dataDir} and does not stop.`);
    }
    await wait(POLL_MS);
  }
}

/**
 * Creates the data directory if there is none.
 *
 * @param durable whether the new files are forced to the disk (fsync)
 * @throws StartRefusal if something else is in its place, or if initdb fails
 */
export async function prepareDataDirectory(
  dataDir: string,
  how: { initdb: string; user: SystemUser | undefined; superuserPassword: string; durable: boolean },
): Promise<void> {
  refuseForeignOwner(dataDir);
  if (existsSync(join(dataDir, 'PG_VERSION'))) return takeOverDataDirectory(dataDir, how.user);
  if (existsSync(dataDir) && readdirSync(dataDir).length > 0) {
    throw new StartRefusal(`${dataDir} holds something that is not a database; empty it or name another folder.`);
  }

  // Created next to its place and then renamed, so that an interrupted start leaves no incomplete database behind.
  const temporary = `${dataDir}.new`;
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { mode: 0o700 });
  try {
    const passwordFile = join(temporary, 'superuser-password');
    writeFileSync(passwordFile, how.superuserPassword, { mode: 0o600 });
    if (how.user) for (const path of [temporary, passwordFile]) chownSync(path, how.user.uid, how.user.gid);
    await runInitdb(join(temporary, 'data'), passwordFile, how);
    renameSync(join(temporary, 'data'), dataDir);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function refuseForeignOwner(dataDir: string): void {
  if (runsAsRoot() || !existsSync(dataDir) || statSync(dataDir).uid === process.getuid?.()) return;
  throw new StartRefusal(
    `The database in ${dataDir} belongs to another user; start as that user, or delete the folder.`,
  );
}

function takeOverDataDirectory(dataDir: string, user: SystemUser | undefined): void {
  const version = readFileSync(join(dataDir, 'PG_VERSION'), 'utf8').trim();
  if (version !== MAJOR_VERSION) {
    throw new StartRefusal(
      `The database in ${dataDir} was made by PostgreSQL ${version} and this is ${MAJOR_VERSION}; ` +
        'move it over with pg_dump, or delete the folder to begin anew.',
    );
  }
  if (user && statSync(dataDir).uid === 0) chownAll(dataDir, user);
}

function chownAll(folder: string, user: SystemUser): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) chownAll(path, user);
    else lchownSync(path, user.uid, user.gid);
  }
  lchownSync(folder, user.uid, user.gid);
}

async function runInitdb(
  dataDir: string,
  passwordFile: string,
  how: { initdb: string; user: SystemUser | undefined; durable: boolean },
): Promise<void> {
  const args = [`--pgdata=${dataDir}`, '--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  // The builtin provider sorts and folds Unicode the same way on every system, with no locale installed.
  args.push('--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  if (!how.durable) args.push('--no-sync');
  try {
    const options = { ...how.user, cwd: '/', env: BARE_ENVIRONMENT, timeout: PREPARE_WITHIN_MS };
    await promisify(execFile)(how.initdb, args, options);
  } catch (cause) {
    const said = String((cause as { stderr?: string }).stderr ?? cause).split('\n');
    throw new StartRefusal(`PostgreSQL could not make a database in ${dataDir}: ${whyOf(said)}`, { cause });
  }
}

/** Identifies a process even if its id is reused: on Linux by its start time as well (proc_pid_stat(5), field 22). */
function nameOfProcess(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  if (platform() !== 'linux') return `${pid}`;
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fieldsFromThird = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return `${pid} ${fieldsFromThird[19]}`;
}

/** The command line of a process; undefined if there is no such process. */
function commandOf(pid: number): string | undefined {
  try {
    if (platform() === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') || undefined;
    return execFileSync('ps', ['-p', `${pid}`, '-o', 'command=']).toString();
  } catch {
    return undefined;
  }
}
