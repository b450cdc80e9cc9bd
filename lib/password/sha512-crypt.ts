import { createHash, randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Secret } from '@/lib/secret';

/** The most that Google takes. @see https://developers.google.com/workspace/admin/directory/reference/rest/v1/users (hashFunction) */
export const SHA512_CRYPT_ROUNDS = 10_000;

/** The one form in which a hash goes to Google: at most 10,000 rounds, named, and a salt of 16 characters. */
export const GOOGLE_HASH = /^\$6\$rounds=(?:[1-9]\d{3}|10000)\$[./0-9A-Za-z]{16}\$[./0-9A-Za-z]{86}$/;

const BLOCK = 64;
/** About a millisecond: what others wait at most before the event loop is theirs again. */
const ROUNDS_A_TURN = 400;
const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * SHA512-CRYPT of crypt(3), with a new salt of 16 characters (96 bits) unless one is given.
 *
 * It gives way to others every millisecond, so that it may be computed on the event loop. No package does it right and
 * without standing in everybody's way: decision 017 has the figures.
 *
 * @param secret in the form that `readPassword` gives
 * @returns `$6$rounds=10000$<salt>$<hash>`
 * @see https://www.akkadia.org/drepper/SHA-crypt.txt, whose steps are numbered below
 */
export async function sha512Crypt(
  secret: Secret,
  { salt = newSalt(), rounds = SHA512_CRYPT_ROUNDS }: { salt?: string; rounds?: number } = {},
): Promise<string> {
  const password = Buffer.from(secret.reveal(), 'utf8');
  const saltBytes = Buffer.from(salt, 'latin1');

  // 4–8
  const b = sha512(password, saltBytes, password);
  // 1–3, 9–12
  const a = sha512(
    password,
    saltBytes,
    repeatedTo(password.length, b),
    ...bitsOf(password.length).map((bit) => (bit ? b : password)),
  );
  // 13–16
  const p = repeatedTo(password.length, sha512(...Array<Buffer>(password.length).fill(password)));
  // 17–20
  const s = repeatedTo(saltBytes.length, sha512(...Array<Buffer>(16 + (a[0] ?? 0)).fill(saltBytes)));

  // 21
  let digest = a;
  for (let round = 0; round < rounds; round += 1) {
    if (round % ROUNDS_A_TURN === ROUNDS_A_TURN - 1) await nextTurn();
    digest = sha512(...partsOfRound(round, { digest, p, s }));
  }
  return `$6$rounds=${rounds}$${salt}$${encode(digest)}`;
}

function partsOfRound(round: number, { digest, p, s }: { digest: Buffer; p: Buffer; s: Buffer }): Buffer[] {
  const isOdd = round % 2 === 1;
  const parts = [isOdd ? p : digest];
  if (round % 3 !== 0) parts.push(s);
  if (round % 7 !== 0) parts.push(p);
  parts.push(isOdd ? digest : p);
  return parts;
}

function sha512(...parts: readonly Buffer[]): Buffer {
  const hash = createHash('sha512');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** The digest again and again, the last time only its beginning. */
function repeatedTo(length: number, digest: Buffer): Buffer {
  return Buffer.alloc(length, digest);
}

/** Lowest first, to the highest that is set. */
function bitsOf(length: number): boolean[] {
  return [...length.toString(2)].reverse().map((bit) => bit === '1');
}

function newSalt(): string {
  // A byte modulo 64 is as even as the byte.
  return [...randomBytes(16)].map((byte) => ALPHABET[byte % 64]).join('');
}

/** 22: three bytes at a time, which lie 21 apart and change places with each group, as four characters. */
function encode(digest: Buffer): string {
  const byte = (at: number) => digest[at] ?? 0;
  let text = '';
  let order: [number, number, number] = [0, 21, 42];
  for (let group = 0; group < 21; group += 1) {
    const [high, middle, low] = order;
    text += characters((byte(high) << 16) | (byte(middle) << 8) | byte(low), 4);
    order = [middle + 1, low + 1, high + 1];
  }
  return text + characters(byte(BLOCK - 1), 2);
}

function characters(value: number, count: number): string {
  return Array.from({ length: count }, (_, at) => ALPHABET[(value >> (6 * at)) & 63]).join('');
}
