import { randomBytes } from 'node:crypto';
import type { DirectoryConfig } from '@/lib/config/target-settings';
import type { Hasher } from '@/lib/hashing/hashing';
import { writeEntry } from '@/lib/mail-systems/directory/ldap';
import { ok, type Result } from '@/lib/result';
import { Secret } from '@/lib/secret';
import { binds } from './bind-as';
import { withDirectory } from './with-directory';

/** What a directory makes of the portal's writes. */
export interface DecoyTrial {
  /** A password written with a lock, and the lock written again, keep everybody out. */
  isLockEnforced: boolean;
  /** A password written as the portal writes it is taken. */
  isHashTaken: boolean;
}

/**
 * Does to the decoy what deliveries do to accounts, and signs in as it: rights, policy and the scheme of the hashes are
 * seen at work. The decoy is left open, with a new password that is thrown away. Nobody is kept out meanwhile, since
 * nobody comes in by the decoy.
 *
 * @throws DeliveryFailed when a write was refused
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
  const isLetIn = () => withDirectory(directory, (connection) => binds(connection, decoyDn, password));

  let wasLetIn = false;
  try {
    // Twice: the second time there is a lock already, which a password takes away in other ways than the first.
    for (let time = 0; time < 2; time += 1) {
      await write({ ...order, mayUse: false });
      wasLetIn ||= await isLetIn();
    }
  } finally {
    await write({ password: null, mayUse: true });
  }
  return ok({ isLockEnforced: !wasLetIn, isHashTaken: await isLetIn() });
}
