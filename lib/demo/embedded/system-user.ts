import { execFileSync, spawnSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { StartRefusal } from '@/lib/start-refusal';

const LOOK_UP_MS = 5_000;

/** Whom a child process runs as. */
export type SystemUser = { readonly uid: number; readonly gid: number };

export const runsAsRoot = (): boolean => process.getuid?.() === 0;

/**
 * The user under whom a server runs that refuses to run as root.
 *
 * @returns undefined when we are an ordinary user ourselves, who cannot become another one
 */
export function unprivilegedUser(name: 'nobody' | 'mail'): SystemUser | undefined {
  return runsAsRoot() ? { uid: idOf('-u', name), gid: idOf('-g', name) } : undefined;
}

/**
 * The names under which the system knows us.
 *
 * @throws StartRefusal when our number has no name, which PostgreSQL and Dovecot both insist on
 */
export function ownNames(): { user: string; group: string } {
  try {
    const { username, gid } = userInfo();
    return {
      user: username,
      group: execFileSync('id', ['-gn'], { timeout: LOOK_UP_MS }).toString().trim() || `${gid}`,
    };
  } catch (cause) {
    const uid = process.getuid?.();
    throw new StartRefusal(`The user with the number ${uid} has no name in /etc/passwd; give it one.`, { cause });
  }
}

/** Whether the user may pass through this folder and all the folders above it. */
export function canEnter(folder: string, user: SystemUser | undefined): boolean {
  const tried = spawnSync('/bin/sh', ['-c', 'cd -- "$0"', folder], { ...user, cwd: '/', timeout: LOOK_UP_MS });
  return tried.status === 0;
}

/** Whether the user may run this program and read the libraries it needs. */
export function canRun(program: string, user: SystemUser | undefined): boolean {
  return spawnSync(program, ['--version'], { ...user, cwd: '/', timeout: LOOK_UP_MS }).status === 0;
}

function idOf(flag: '-u' | '-g', name: string): number {
  return Number(execFileSync('id', [flag, name], { timeout: LOOK_UP_MS, stdio: ['ignore', 'pipe', 'ignore'] }));
}
