import type { Secret } from '@/lib/secret';
import type { Hasher } from './hashing';
import { BCRYPT_BYTES, isImportedHash, readStoredHash } from './stored-hash';

/**
 * Computes an own hash for a password that has just been verified against an imported one.
 *
 * @returns null if the stored hash is one of ours, or if the hasher is busy. Null also for a bcrypt hash with a
 *   password of at least the 72 bytes that bcrypt reads: the owner's actual password may be longer, and a mail program
 *   that sends the longer one would be rejected
 */
export async function renewedHash(hasher: Hasher, stored: string, secret: Secret): Promise<string | null> {
  if (!isImportedHash(stored)) return null;
  const mayBeCut = readStoredHash(stored)?.scheme === 'bcrypt' && Buffer.byteLength(secret.reveal()) >= BCRYPT_BYTES;
  const hashed = mayBeCut ? undefined : await hasher.hashForMail(secret);
  return hashed?.ok ? hashed.value : null;
}
