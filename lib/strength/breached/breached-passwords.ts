import { type Clock, minutes } from '@/lib/clock';
import { projectFile } from '@/lib/config/project-file';
import { fileVersion } from '@/lib/input-file/file-version';
import type { Secret } from '@/lib/secret';
import { type BreachedFacts, fingerprintOf } from './breached-format';
import { type BreachedFile, openBreachedFile } from './open-breached-file';

/** The common passwords of eight characters and more. tools/breached/make-shipped.ts makes it. */
export const SHIPPED_FILE = projectFile('lib/strength/breached/shipped.breached');

/** Passwords that stand in a published list of stolen ones, asked without a network. */
export interface BreachedPasswords {
  readonly path: string;
  /**
   * @param secret as `readPassword` gave it
   * @returns true also for a share of n / 2^48 of all others, where n is the file's count
   * @throws Error while there has never been a file that can be used
   */
  has(secret: Secret): Promise<boolean>;
  /** What the file in use says of itself. @throws Error whose message says why it cannot be used */
  facts(): Promise<BreachedFacts>;
  close(): Promise<void>;
}

type Source = {
  path?: string;
  clock: Clock;
  /** Hears, once for each version of the file, why it is not used. */
  report: (problem: string) => void;
};

/** A new file counts so long after it was put in place. */
const LOOK_EVERY_MS = minutes(1);

/**
 * The passwords of one file, which is opened when it is first asked and again when another takes its place, without a
 * restart. A new one that cannot be used is reported once, and the last good one stays in force.
 */
export function createBreachedPasswords({ path = SHIPPED_FILE, clock, report }: Source): BreachedPasswords {
  let inUse: Promise<BreachedFile> | undefined;
  let version = '';
  let lookedAt = Number.NEGATIVE_INFINITY;

  function current(): Promise<BreachedFile> {
    const now = clock().getTime();
    // The distance, not the difference: a clock that was set back must not delay a new file.
    if (inUse && Math.abs(now - lookedAt) < LOOK_EVERY_MS) return inUse;
    lookedAt = now;
    const opening = inUse ? lookAgain(inUse) : lookFirst();
    // Where none has ever been good, the next question looks again at once.
    opening.catch(() => {
      if (inUse === opening) inUse = undefined;
    });
    inUse = opening;
    return opening;
  }

  async function lookFirst(): Promise<BreachedFile> {
    version = await fileVersion(path);
    // A pipe would be waited for without end.
    if (version === 'no file') throw new Error('it is no file that can be read at any place');
    return openBreachedFile(path);
  }

  async function lookAgain(before: Promise<BreachedFile>): Promise<BreachedFile> {
    const former = await before;
    const found = await fileVersion(path);
    if (found === version) return former;
    version = found;
    try {
      // A pipe that took the place of the file would be waited for without end.
      if (found === 'no file') throw new Error('it is no file any more');
      const next = await openBreachedFile(path);
      // Whoever still reads is waited for by the handle itself.
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
