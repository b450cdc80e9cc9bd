import { type Clock, minutes } from '@/lib/clock';
import { projectFile } from '@/lib/config/project-file';
import { fileVersion } from '@/lib/input-file/file-version';
import type { Secret } from '@/lib/secret';
import { type BreachedFacts, fingerprintOf } from './breached-format';
import { type BreachedFile, openBreachedFile } from './open-breached-file';

/** The common passwords of eight characters and more. Made by tools/breached/make-shipped.ts. */
export const SHIPPED_FILE = projectFile('lib/strength/breached/shipped.breached');

/** Look-up of passwords that appear in a published list of leaked ones, without a network. */
export interface BreachedPasswords {
  readonly path: string;
  /**
   * @param secret as `readPassword` returned it
   * @returns true also for a share of n / 2^48 of all other passwords, where n is the file's count
   * @throws Error while no usable file has ever been opened
   */
  has(secret: Secret): Promise<boolean>;
  /** The header of the file in use. @throws Error whose message explains why it cannot be used */
  facts(): Promise<BreachedFacts>;
  close(): Promise<void>;
}

type Source = {
  path?: string;
  clock: Clock;
  /** Called once for each version of the file that cannot be used, with the reason. */
  report: (problem: string) => void;
};

/** A new file is in use within this time after it was put in place. */
const LOOK_EVERY_MS = minutes(1);

/**
 * The passwords of one file. It is opened at the first look-up and again when another file replaces it, without a restart.
 * A new file that cannot be used is reported once, and the last good one stays in force.
 */
export function createBreachedPasswords({ path = SHIPPED_FILE, clock, report }: Source): BreachedPasswords {
  let inUse: Promise<BreachedFile> | undefined;
  let version = '';
  let lookedAt = Number.NEGATIVE_INFINITY;

  function current(): Promise<BreachedFile> {
    const now = clock().getTime();
    // The absolute difference: a clock that was set back must not delay a new file.
    if (inUse && Math.abs(now - lookedAt) < LOOK_EVERY_MS) return inUse;
    lookedAt = now;
    const opening = inUse ? lookAgain(inUse) : lookFirst();
    // While no file was ever usable, the next look-up tries again at once.
    opening.catch(() => {
      if (inUse === opening) inUse = undefined;
    });
    inUse = opening;
    return opening;
  }

  async function lookFirst(): Promise<BreachedFile> {
    version = await fileVersion(path);
    // Opening a pipe would block without end.
    if (version === 'no file') throw new Error('it is not a file with random access');
    return openBreachedFile(path);
  }

  async function lookAgain(before: Promise<BreachedFile>): Promise<BreachedFile> {
    const former = await before;
    const found = await fileVersion(path);
    if (found === version) return former;
    version = found;
    try {
      // Opening a pipe in place of the file would block without end.
      if (found === 'no file') throw new Error('it is no longer a regular file');
      const next = await openBreachedFile(path);
      // The file handle itself waits for reads in progress.
      await former.close();
      return next;
    } catch (error) {
      report(`${path}: ${reasonOf(error)}`);
      return former;
    }
  }

  return {
    path,
    has: async (secret) => (await current()).holds(fingerprintOf(secret.reveal())),
    facts: async () => (await current()).facts,
    close: async () => {
      const file = await inUse?.catch(() => undefined);
      inUse = undefined;
      await file?.close();
    },
  };
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : 'it cannot be read');
