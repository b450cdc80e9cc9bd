import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { verify as verifyBcrypt } from '@node-rs/bcrypt';
import pLimit from 'p-limit';
import { sha512Crypt } from '@/lib/hashing/sha512-crypt';
import { ok, type Result, refuse } from '@/lib/result';
import type { Secret } from '@/lib/secret';
import { BCRYPT_BYTES, isImportedHash, readStoredHash, type StoredHash } from './stored-hash';
import { createThreadPool } from './thread-pool';
import { matchesUnixCrypt } from './unix-crypt';

/**
 * The parameters of argon2id (the default variant of the package); `memoryCost` in KiB.
 *
 * @see OWASP Password Storage Cheat Sheet, "Argon2id", for the values
 */
export const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;

// Above its memory limit (256 MB by default) Dovecot rejects every login as a wrong password and logs nothing else.
const DOVECOT_BYTES = 200_000_000;
if (ARGON2ID.memoryCost * 1024 >= DOVECOT_BYTES) throw new Error('Dovecot could not verify hashes of this size');

const SCHEME = '{ARGON2ID}';

/** The only form in which the portal stores passwords that are set here. */
export const MAIL_HASH = /^\{ARGON2ID\}\$argon2id\$v=19\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/;

type OrBusy<T> = Promise<Result<T, 'service.busy'>>;

export type Hasher = {
  /** @returns `{ARGON2ID}$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>` as Dovecot reads it, with a new salt per call */
  hashForMail(secret: Secret): OrBusy<string>;
  /** @returns `$6$rounds=10000$<salt>$<hash>`, the strongest form that Google accepts, with a new salt per call */
  hashForGoogle(secret: Secret): OrBusy<string>;
  /**
   * Verifies a password by one argon2id computation, whatever is stored. For an imported hash of another scheme, that
   * scheme is computed in addition.
   *
   * A bcrypt hash matches no password of more than 72 bytes. It was computed from the first 72 bytes only, so any other
   * continuation would match as well.
   *
   * @param stored a result of `hashForMail`, or an imported hash; null if there is no such account, which takes the
   *   same time and never matches
   * @throws TypeError if it has another form
   */
  verify(stored: string | null, secret: Secret): OrBusy<boolean>;
  /**
   * Whether the password may be that of a stored hash. Use it to refuse reused passwords, never to grant access: of a
   * bcrypt hash only the first 72 bytes are compared.
   *
   * @throws TypeError if the stored hash has another form
   */
  resembles(stored: string, secret: Secret): OrBusy<boolean>;
  /**
   * @param salt shared by all fingerprints of a person, so that one computation can be compared with all of them
   * @returns 32 bytes
   */
  fingerprint(secret: Secret, salt: Uint8Array): OrBusy<Uint8Array>;
  /** The number of argon2id computations completed since the start. */
  readonly completed: number;
  /** Ends the threads. A program may exit without it. */
  close(): Promise<void>;
};

/** Computations that wait on one machine. */
export const MOST_WAITING = 64;

export type HasherOptions = {
  /** Computations at the same time. More than the number of cores gains nothing and slows every request. */
  readonly concurrency?: number;
  readonly maxWaiting?: number;
};

/**
 * Computes argon2id on low-priority threads, and SHA512-CRYPT in short slices on the event loop. Both share one bounded
 * number of concurrent computations.
 *
 * Secrets must have the form that `readPassword` returns. Every method refuses with `service.busy`, before any work, if
 * `maxWaiting` computations wait already.
 */
export function createHasher({
  concurrency = availableParallelism(),
  maxWaiting = MOST_WAITING,
}: HasherOptions = {}): Hasher {
  const limit = pLimit(concurrency);
  const argon = openArgon(concurrency);
  let completed = 0;

  async function limited<T>(compute: () => Promise<T>): OrBusy<T> {
    if (limit.activeCount + limit.pendingCount >= concurrency + maxWaiting) return refuse('service.busy');
    return ok(await limit(compute));
  }

  const argon2id = <T>(compute: () => Promise<T>): OrBusy<T> =>
    limited(async () => {
      const value = await compute();
      completed += 1;
      return value;
    });

  async function matchNothing(secret: Secret): Promise<false> {
    await argon.hashRaw(secret, randomBytes(16));
    return false;
  }

  async function resembles(stored: string, secret: Secret): Promise<boolean> {
    const read = readStoredHash(stored);
    if (!read) throw new TypeError('The stored password hash has an unknown form');
    const isRight =
      read.scheme === 'argon2id'
        ? await argon.verify(secret, read.hash)
        : await COMPUTE_IMPORTED[read.scheme](read.hash, secret.reveal());
    // A weak scheme takes microseconds. The shorter time would reveal that the account exists and that its hash is
    // weak.
    if (isImportedHash(stored)) await matchNothing(secret);
    return isRight;
  }

  async function matches(stored: string, secret: Secret): Promise<boolean> {
    // Computed in either case, so that the timing reveals nothing.
    const isRight = await resembles(stored, secret);
    return isRight && !isBeyondBcrypt(stored, secret);
  }

  return {
    hashForMail: (secret) => argon2id(async () => SCHEME + (await argon.hash(secret))),

    hashForGoogle: (secret) => limited(() => sha512Crypt(secret)),

    verify: (stored, secret) => argon2id(() => (stored === null ? matchNothing(secret) : matches(stored, secret))),

    resembles: (stored, secret) => argon2id(() => resembles(stored, secret)),

    fingerprint: (secret, salt) => argon2id(() => argon.hashRaw(secret, salt)),

    get completed() {
      return completed;
    },

    close: argon.close,
  };
}

const isBeyondBcrypt = (stored: string, secret: Secret): boolean =>
  readStoredHash(stored)?.scheme === 'bcrypt' && Buffer.byteLength(secret.reveal()) > BCRYPT_BYTES;

/** A message to hash-thread.mjs, which replies with `{ value }`. */
type ArgonQuestion =
  | { compute: 'hash' | 'hashRaw'; password: string; cost: typeof ARGON2ID & { salt?: Uint8Array } }
  | { compute: 'verify'; password: string; stored: string };

/** The three argon2id computations, on threads. */
function openArgon(threads: number) {
  const pool = createThreadPool<ArgonQuestion, { value: string | Uint8Array | boolean }>({
    body: new URL('./hash-thread.mjs', import.meta.url),
    threads,
  });

  async function compute<T>(question: ArgonQuestion): Promise<T> {
    const answer = await pool.ask(question);
    if (answer === 'busy') throw new Error('An argon2id computation was not completed');
    return answer.value as T;
  }

  return {
    hash: (secret: Secret) => compute<string>({ compute: 'hash', password: secret.reveal(), cost: ARGON2ID }),
    hashRaw: (secret: Secret, salt: Uint8Array) =>
      compute<Uint8Array>({ compute: 'hashRaw', password: secret.reveal(), cost: { ...ARGON2ID, salt } }),
    verify: (secret: Secret, stored: string) =>
      compute<boolean>({ compute: 'verify', password: secret.reveal(), stored }),
    close: pool.close,
  };
}

const COMPUTE_IMPORTED: Record<
  Exclude<StoredHash['scheme'], 'argon2id'>,
  (hash: string, password: string) => Promise<boolean>
> = {
  bcrypt: (hash, password) => verifyBcrypt(password, hash),
  unix_crypt: (hash, password) => matchesUnixCrypt(hash, Buffer.from(password)),
  salted_sha1: async (hash, password) => matchesSaltedSha1(Buffer.from(hash, 'base64'), password),
};

const SHA1_BYTES = 20;

/** The salt, of any length, follows the digest. @see RFC 2307 §5.3, and OpenLDAP's {SSHA} */
function matchesSaltedSha1(bytes: Buffer, password: string): boolean {
  const computed = createHash('sha1').update(password).update(bytes.subarray(SHA1_BYTES)).digest();
  return timingSafeEqual(computed, bytes.subarray(0, SHA1_BYTES));
}
