import { execFileSync, spawnSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { StartRefusal } from '@/lib/start-refusal';

const LOOK_UP_MS = 5_000;

/** The user that a child process runs as. */
export type SystemUser = { readonly uid: number; readonly gid: number };

export const runsAsRoot = (): boolean => process.getuid?.() === 0;

/**
 * Returns the user for a server that refuses to run as root.
 *
 * @returns undefined if this process is not root and cannot change its user
 */
export function unprivilegedUser(name: 'nobody' | 'mail'): SystemUser | undefined {
  return runsAsRoot() ? { uid: idOf('-u', name), gid: idOf('-g', name) } : undefined;
}

/**
 * Returns the names of the current user and group.
 *
 * @throws StartRefusal if the user id has no name, which PostgreSQL and Dovecot both require
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

/** Whether the user may enter this folder and all folders above it. */
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
