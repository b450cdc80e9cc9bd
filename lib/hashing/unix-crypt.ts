import { createHash, timingSafeEqual } from 'node:crypto';
import { setImmediate as yieldToEventLoop } from 'node:timers/promises';

/** Rounds after which the event loop gets to run: about a millisecond. */
const ROUNDS_PER_SLICE = 400;
const DEFAULT_SHA_ROUNDS = 5_000;
const MD5_ROUNDS = 1_000;
/** The 64 digits of crypt(3), in ascending order. */
export const CRYPT_DIGITS = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Three bytes become four digits, least significant bits last. Each scheme has its own order of the bytes. */
const MD5_ORDER = [[0, 6, 12], [1, 7, 13], [2, 8, 14], [3, 9, 15], [4, 10, 5], [11]];
const SHA_ORDER = {
  sha256: [...triples(10, 21), [31, 30]],
  sha512: [...triples(21, 22), [63]],
};

/**
 * Whether a password matches a crypt(3) hash: MD5 (`$1$`), SHA-256 (`$5$`) or SHA-512 (`$6$`).
 *
 * Implemented here because no maintained and correct package was found (decisions 017 and 019). The tests use hashes
 * from OpenSSL at every length around a digest's end.
 *
 * @param hash has passed `readStoredHash`, which bounds its rounds
 * @see https://www.akkadia.org/drepper/SHA-crypt.txt
 */
export async function matchesUnixCrypt(hash: string, password: Buffer): Promise<boolean> {
  const [, id = '', given, salt = '', expected = ''] =
    /^\$([156])\$(?:rounds=(\d+)\$)?([^$]+)\$([^$]+)$/.exec(hash) ?? [];
  const rounds = given === undefined ? DEFAULT_SHA_ROUNDS : Number(given);
  const computed =
    id === '1'
      ? await md5Crypt(password, Buffer.from(salt))
      : await shaCrypt(id === '5' ? 'sha256' : 'sha512', { password, salt, rounds });
  return computed.length === expected.length && timingSafeEqual(Buffer.from(computed), Buffer.from(expected));
}

/**
 * Computes SHA256-CRYPT or SHA512-CRYPT on the event loop, and yields to other work every millisecond.
 *
 * @returns the hash alone, without its prefix
 * @see https://www.akkadia.org/drepper/SHA-crypt.txt
 */
export async function shaCrypt(
  algorithm: 'sha256' | 'sha512',
  { password, salt: saltText, rounds }: { password: Buffer; salt: string; rounds: number },
): Promise<string> {
  const salt = Buffer.from(saltText, 'latin1');
  const digest = (...parts: Buffer[]) => digestOf(algorithm, parts);
  const inner = digest(password, salt, password);
  const start = digest(password, salt, repeated(inner, password.length), ...eachBit(password.length, inner, password));
  const p = repeated(digest(...Array<Buffer>(password.length).fill(password)), password.length);
  const s = repeated(digest(...Array<Buffer>(16 + (start[0] ?? 0)).fill(salt)), salt.length);
  const last = await inRounds(rounds, start, digest, { p, s });
  return written(last, SHA_ORDER[algorithm]);
}

async function md5Crypt(password: Buffer, salt: Buffer): Promise<string> {
  const digest = (...parts: Buffer[]) => digestOf('md5', parts);
  const inner = digest(password, salt, password);
  // A set bit adds a NUL, an unset bit the first byte of the password.
  const bits = eachBit(password.length, Buffer.alloc(1), password.subarray(0, 1));
  const start = digest(password, Buffer.from('$1$'), salt, repeated(inner, password.length), ...bits);
  const last = await inRounds(MD5_ROUNDS, start, digest, { p: password, s: salt });
  return written(last, MD5_ORDER);
}

/** The rounds, which are the same in all three schemes. */
async function inRounds(
  rounds: number,
  start: Buffer,
  digest: (...parts: Buffer[]) => Buffer,
  { p, s }: { p: Buffer; s: Buffer },
): Promise<Buffer> {
  let last = start;
  for (let round = 0; round < rounds; round += 1) {
    const isOdd = round % 2 === 1;
    const parts = [isOdd ? p : last];
    if (round % 3 !== 0) parts.push(s);
    if (round % 7 !== 0) parts.push(p);
    last = digest(...parts, isOdd ? last : p);
    if (round % ROUNDS_PER_SLICE === ROUNDS_PER_SLICE - 1) await yieldToEventLoop();
  }
  return last;
}

function digestOf(algorithm: string, parts: readonly Buffer[]): Buffer {
  const hash = createHash(algorithm);
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function repeated(bytes: Buffer, length: number): Buffer {
  return Buffer.alloc(length, bytes);
}

/** Returns one of two values for each bit of a number, lowest bit first. */
function eachBit(number: number, whenSet: Buffer, otherwise: Buffer): Buffer[] {
  const chosen: Buffer[] = [];
  for (let rest = number; rest > 0; rest >>= 1) chosen.push(rest & 1 ? whenSet : otherwise);
  return chosen;
}

function written(digest: Buffer, order: readonly (readonly number[])[]): string {
  return order.map((places) => digits(places.map((place) => digest[place] ?? 0))).join('');
}

/** @param bytes most significant first */
function digits(bytes: readonly number[]): string {
  let value = bytes.reduce((all, byte) => all * 256 + byte, 0);
  let text = '';
  for (let left = Math.ceil((bytes.length * 8) / 6); left > 0; left -= 1) {
    text += CRYPT_DIGITS[value % 64];
    value = Math.floor(value / 64);
  }
  return text;
}

/** The byte order of a SHA digest: three indexes, a third of the digest apart, shifted by `step` each time. */
function triples(third: number, step: number): number[][] {
  const places = [0, third, 2 * third];
  return Array.from({ length: third }, (_, n) => places.map((place) => (place + n * step) % (3 * third)));
}
