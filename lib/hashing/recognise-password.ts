import { timingSafeEqual } from 'node:crypto';
import { ok, type Result } from '@/lib/result';
import type { Secret } from '@/lib/secret';
import type { Hasher } from './hashing';

export interface Fingerprinted {
  readonly fingerprint: Uint8Array;
  readonly reuseSalt: Uint8Array;
}

/** The stored data that identifies an earlier password: its fingerprint, or the stored hash of an imported one. */
export type Recognisable = Fingerprinted | { readonly secret: string };

/** A typed password that can be compared with earlier ones. */
export interface RecognisedPassword {
  /** @throws Error if the fingerprint's salt, or the stored hash, was not among those given to `recognisePassword` */
  is(earlier: Recognisable): boolean;
  /** Whether the password was compared with this imported hash. */
  isComparedWith(imported: { readonly secret: string }): boolean;
  under(reuseSalt: Uint8Array): Uint8Array;
}

/**
 * Computes a password's fingerprints, so that comparing it with earlier passwords takes no more work.
 *
 * All passwords of a person share a salt, so one computation serves for all of them. A mailbox that has changed its
 * holder brings a second salt and a second computation. Each different imported hash needs a computation of its own.
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
    if (byHash.has(secret)) continue;
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
