import { timingSafeEqual } from 'node:crypto';
import { ok, type Result } from '@/lib/result';
import type { Secret } from '@/lib/secret';
import type { Hasher } from './hashing';

export interface Fingerprinted {
  readonly fingerprint: Uint8Array;
  readonly reuseSalt: Uint8Array;
}

/** A typed password that can be told to be, or not to be, one that was used before. */
export interface RecognisedPassword {
  /** @throws Error when the salt was not among those it was computed under */
  is(earlier: Fingerprinted): boolean;
  under(reuseSalt: Uint8Array): Uint8Array;
}

/**
 * Computes a password's fingerprints, so that comparing it with earlier ones takes no more work.
 *
 * All passwords of one person share a salt, so that one computation answers for all of them; a mailbox that changed
 * hands brings a second salt, and a second computation.
 */
export async function recognisePassword(
  hasher: Hasher,
  password: Secret,
  reuseSalts: readonly Uint8Array[],
): Promise<Result<RecognisedPassword, 'service.busy'>> {
  const bySalt = new Map<string, Uint8Array>();
  for (const salt of reuseSalts) {
    if (bySalt.has(hex(salt))) continue;
    const fingerprint = await hasher.fingerprint(password, salt);
    if (!fingerprint.ok) return fingerprint;
    bySalt.set(hex(salt), fingerprint.value);
  }

  function under(salt: Uint8Array): Uint8Array {
    const fingerprint = bySalt.get(hex(salt));
    if (!fingerprint) throw new Error('the password was not fingerprinted under this salt');
    return fingerprint;
  }
  return ok({ under, is: (earlier) => timingSafeEqual(under(earlier.reuseSalt), earlier.fingerprint) });
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
