import { timingSafeEqual } from 'node:crypto';
import { ok, type Result } from '@/lib/result';
import type { Secret } from '@/lib/secret';
import type { Hasher } from './hashing';

export interface Fingerprinted {
  readonly fingerprint: Uint8Array;
  readonly reuseSalt: Uint8Array;
}

/** What an earlier password is recognised by: its fingerprint, or, when it was imported, its stored hash. */
export type Recognisable = Fingerprinted | { readonly secret: string };

/** A typed password that can be told to be, or not to be, one that was used before. */
export interface RecognisedPassword {
  /** @throws Error when the salt, or the stored hash, was not among those it was computed for */
  is(earlier: Recognisable): boolean;
  /** Whether it was compared with this stored hash of an imported password. */
  isComparedWith(imported: { readonly secret: string }): boolean;
  under(reuseSalt: Uint8Array): Uint8Array;
}

/**
 * Computes a password's fingerprints, so that comparing it with earlier ones takes no more work.
 *
 * All passwords of one person share a salt, so that one computation answers for all of them; a mailbox that changed
 * hands brings a second salt, and a second computation. An imported password costs a computation of its own.
 */
export async function recognisePassword(
  hasher: Hasher,
  password: Secret,
  reuseSalts: readonly Uint8Array[],
  imported: readonly { readonly secret: string }[] = [],
): Promise<Result<RecognisedPassword, 'service.busy'>> {
  const bySalt = new Map<string, Uint8Array>();
  for (const salt of reuseSalts) {
    if (bySalt.has(hex(salt))) continue;
    const fingerprint = await hasher.fingerprint(password, salt);
    if (!fingerprint.ok) return fingerprint;
    bySalt.set(hex(salt), fingerprint.value);
  }
  const byHash = new Map<string, boolean>();
  for (const { secret } of imported) {
    const compared = await hasher.resembles(secret, password);
    if (!compared.ok) return compared;
    byHash.set(secret, compared.value);
  }

  function under(salt: Uint8Array): Uint8Array {
    const fingerprint = bySalt.get(hex(salt));
    if (!fingerprint) throw new Error('the password was not fingerprinted under this salt');
    return fingerprint;
  }

  function isImported(secret: string): boolean {
    const matches = byHash.get(secret);
    if (matches === undefined) throw new Error('the password was not compared with this hash');
    return matches;
  }
  const is = (earlier: Recognisable) =>
    'secret' in earlier ? isImported(earlier.secret) : timingSafeEqual(under(earlier.reuseSalt), earlier.fingerprint);
  return ok({ under, is, isComparedWith: ({ secret }) => byHash.has(secret) });
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
