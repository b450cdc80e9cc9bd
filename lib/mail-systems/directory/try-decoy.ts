import { randomBytes } from 'node:crypto';
import type { DirectoryConfig } from '@/lib/config/target-settings';
import type { Hasher } from '@/lib/hashing/hashing';
import { writeEntry } from '@/lib/mail-systems/directory/ldap';
import { ok, type Result } from '@/lib/result';
import { Secret } from '@/lib/secret';
import { binds } from './bind-as';
import { withDirectory } from './with-directory';

/** How a directory treats the portal's writes. */
export interface DecoyTrial {
  /** Binds are refused after a password was written with a lock, and after the lock was written again. */
  isLockEnforced: boolean;
  /** A bind succeeds with a password as the portal writes it. */
  isHashTaken: boolean;
}

/**
 * Performs the writes of a delivery on the decoy and binds as it. This tests access rights, password policy and hash
 * scheme in practice. The decoy ends up unlocked, with a new password that is discarded. No user is affected, since the
 * decoy belongs to none.
 *
 * @throws DeliveryFailed if a write was refused
 */
export async function tryDecoy(
  directory: DirectoryConfig,
  hasher: Pick<Hasher, 'hashForMail'>,
): Promise<Result<DecoyTrial, 'service.busy'>> {
  const password = new Secret(randomBytes(32).toString('base64url'));
  const hash = await hasher.hashForMail(password);
  if (!hash.ok) return hash;
  const { decoyDn } = directory;
  const order = { password: { argon2id: hash.value, sha512Crypt: null } };
  const write = (state: Parameters<typeof writeEntry>[2]) =>
    withDirectory(directory, (connection) => writeEntry(connection, decoyDn, state));
  const bindsAsDecoy = () => withDirectory(directory, (connection) => binds(connection, decoyDn, password));

  let wasAccepted = false;
  try {
    // Twice: the second write finds an existing lock, which the policy overlay removes by another path.
    for (let time = 0; time < 2; time += 1) {
      await write({ ...order, mayUse: false });
      wasAccepted ||= await bindsAsDecoy();
    }
  } finally {
    await write({ password: null, mayUse: true });
  }
  return ok({ isLockEnforced: !wasAccepted, isHashTaken: await bindsAsDecoy() });
}
