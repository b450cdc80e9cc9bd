import { randomBytes } from 'node:crypto';
import type { Secret } from '@/lib/secret';
import { CRYPT_DIGITS, shaCrypt } from './unix-crypt';

/**
 * The maximum that Google accepts.
 *
 * @see https://developers.google.com/workspace/admin/directory/reference/rest/v1/users (hashFunction)
 */
export const SHA512_CRYPT_ROUNDS = 10_000;

/**
 * The only form of a hash that is sent to Google: at most 10,000 rounds, stated explicitly, and a salt of 16
 * characters.
 */
export const GOOGLE_HASH = /^\$6\$rounds=(?:[1-9]\d{3}|10000)\$[./0-9A-Za-z]{16}\$[./0-9A-Za-z]{86}$/;

/**
 * Computes SHA512-CRYPT of crypt(3), with a new salt of 16 characters (96 bits) by default.
 *
 * @param secret in the form that `readPassword` returns
 * @returns `$6$rounds=10000$<salt>$<hash>`
 */
export async function sha512Crypt(
  secret: Secret,
  { salt = newSalt(), rounds = SHA512_CRYPT_ROUNDS }: { salt?: string; rounds?: number } = {},
): Promise<string> {
  const hash = await shaCrypt('sha512', { password: Buffer.from(secret.reveal(), 'utf8'), salt, rounds });
  return `$6$rounds=${rounds}$${salt}$${hash}`;
}

function newSalt(): string {
  // 256 is a multiple of 64, so the digits are uniformly distributed.
  return [...randomBytes(16)].map((byte) => CRYPT_DIGITS[byte % 64]).join('');
}
