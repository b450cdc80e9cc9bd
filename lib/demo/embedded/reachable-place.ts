import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, mkdtempSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { PROJECT_ROOT } from '@/lib/config/project-file';
import { canEnter, type SystemUser } from '@/lib/demo/embedded/system-user';
import { StartRefusal } from '@/lib/start-refusal';

const OTHERS_MAY_PASS = 0o711;
const GROUP_OR_OTHERS_MAY_WRITE = 0o022;

/**
 * Returns the folder in which a server that runs as another user keeps the contents of `wanted`.
 *
 * That user cannot enter a clone under a closed home directory. The data then go to a folder outside, the same one at
 * every start.
 *
 * @returns `wanted` itself if the user can enter it
 * @throws StartRefusal if the folder outside is not safely ours
 */
export function reachablePlace(wanted: string, user: SystemUser | undefined): string {
  const parent = dirname(wanted);
  mkdirSync(parent, { recursive: true });
  if (!user || canEnter(parent, user)) return wanted;
  return join(placeOutside(), `${basename(wanted)}-${shortHash(wanted)}`);
}

/**
 * Creates the project's folder outside of every home directory. Only root needs it, so it lies where only root can
 * create one: every user can write to /var/tmp, and files unused for a month are deleted there.
 *
 * @throws StartRefusal if the path is a link, or if another user owns it or may write to it
 */
export function placeOutside(): string {
  const place = `/var/lib/mail-portal-${shortHash(`${PROJECT_ROOT}/`)}`;
  mkdirSync(place, { recursive: true, mode: OTHERS_MAY_PASS });
  const found = lstatSync(place);
  const isOurs = found.isDirectory() && found.uid === process.getuid?.();
  if (!isOurs || (found.mode & GROUP_OR_OTHERS_MAY_WRITE) !== 0) {
    throw new StartRefusal(`${place} is not exclusively ours: check who created it, remove it, and start again.`);
  }
  chmodSync(place, OTHERS_MAY_PASS);
  return place;
}

/**
 * Creates a folder with a short path (a Unix socket's path is limited to 107 bytes) that other users' servers can
 * enter.
 */
export function makeScratchFolder(): string {
  const folder = mkdtempSync('/tmp/mail-portal-');
  chmodSync(folder, OTHERS_MAY_PASS);
  return folder;
}

const shortHash = (path: string): string => createHash('sha256').update(path).digest('hex').slice(0, 12);
