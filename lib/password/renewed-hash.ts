import type { Secret } from '@/lib/secret';
import type { Hasher } from './hashing';
import { BCRYPT_BYTES, isImportedHash, readStoredHash } from './stored-hash';

/**
 * A hash of ours for a password that has just been verified against an imported one.
 *
 * @returns null when the stored hash is one of ours; when it is a bcrypt and the password longer than bcrypt reads, since
 *   what was typed behind that may not be what its owner's mail program sends; and when everybody asks at once
 */
export async function renewedHash(hasher: Hasher, stored: string, secret: Secret): Promise<string | null> {
  if (!isImportedHash(stored)) return null;
  const isCut = readStoredHash(stored)?.scheme === 'bcrypt' && Buffer.byteLength(secret.reveal()) > BCRYPT_BYTES;
  const hashed = isCut ? undefined : await hasher.hashForMail(secret);
  return hashed?.ok ? hashed.value : null;
}
