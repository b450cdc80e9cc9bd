import type { Secret } from '@/lib/secret';
import type { Hasher } from './hashing';
import { BCRYPT_BYTES, isImportedHash, readStoredHash } from './stored-hash';

/**
 * A hash of ours for a password that has just been verified against an imported one.
 *
 * @returns null when the stored hash is one of ours; when it is a bcrypt and the password as long as bcrypt reads (72
 *   bytes), since its owner's may be longer: a mail program that sends the longer one would be refused; and when
 *   everybody asks at once
 */
export async function renewedHash(hasher: Hasher, stored: string, secret: Secret): Promise<string | null> {
  if (!isImportedHash(stored)) return null;
  const mayBeCut = readStoredHash(stored)?.scheme === 'bcrypt' && Buffer.byteLength(secret.reveal()) >= BCRYPT_BYTES;
  const hashed = mayBeCut ? undefined : await hasher.hashForMail(secret);
  return hashed?.ok ? hashed.value : null;
}
