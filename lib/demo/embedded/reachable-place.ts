import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, mkdtempSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { PROJECT_ROOT } from '@/lib/config/project-file';
import { canEnter, type SystemUser } from '@/lib/demo/embedded/system-user';
import { StartRefusal } from '@/lib/start-refusal';

const OTHERS_MAY_PASS = 0o711;
const GROUP_OR_OTHERS_MAY_WRITE = 0o022;

/**
 * Where a server that runs as another user keeps what belongs in `wanted`.
 *
 * A clone under a closed home directory cannot be entered by that user, so its data go to a folder outside, the same
 * one at every start.
 *
 * @returns `wanted` itself where the user can get there
 * @throws StartRefusal when the folder outside is not safely ours
 */
export function reachablePlace(wanted: string, user: SystemUser | undefined): string {
  const parent = dirname(wanted);
  mkdirSync(parent, { recursive: true });
  if (!user || canEnter(parent, user)) return wanted;
  return join(placeOutside(), `${basename(wanted)}-${shortHash(wanted)}`);
}

/**
 * The folder outside every home directory for what belongs to this project. Only root needs one, so it is made where
 * root alone can make any: /var/tmp is open to strangers, and is emptied of what was not used for a month.
 *
 * @throws StartRefusal when what bears its name is a link, or is not ours alone
 */
export function placeOutside(): string {
  const place = `/var/lib/mail-portal-${shortHash(`${PROJECT_ROOT}/`)}`;
  mkdirSync(place, { recursive: true, mode: OTHERS_MAY_PASS });
  const found = lstatSync(place);
  const isOurs = found.isDirectory() && found.uid === process.getuid?.();
  if (!isOurs || (found.mode & GROUP_OR_OTHERS_MAY_WRITE) !== 0) {
    throw new StartRefusal(`${place} is not a folder of ours alone: look who made it, remove it, and start again.`);
  }
  chmodSync(place, OTHERS_MAY_PASS);
  return place;
}

/** A new folder with a short path (a Unix socket's path may have 107 bytes) that servers of other users can enter. */
export function makeScratchFolder(): string {
  const folder = mkdtempSync('/tmp/mail-portal-');
  chmodSync(folder, OTHERS_MAY_PASS);
  return folder;
}

const shortHash = (path: string): string => createHash('sha256').update(path).digest('hex').slice(0, 12);
