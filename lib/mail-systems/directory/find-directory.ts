import { findTargetSettings } from '@/db/queries/mail-targets';
import type { DirectoryConfig } from '@/lib/config/target-settings';
import type { Context } from '@/lib/context';

/**
 * Finds the directory that holds the passwords of an address's domain.
 *
 * @returns null if the domain has none: then the portal verifies against its own hash
 * @throws Error if the table names a directory that is not configured: then no password can be verified
 */
export async function findDirectory(
  { db, config }: Pick<Context, 'db' | 'config'>,
  address: string,
): Promise<DirectoryConfig | null> {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  const targetKey = await findTargetSettings(db, domain, 'ldap');
  if (targetKey === undefined) return null;
  const found = config.targets[targetKey];
  if (found?.target !== 'ldap') throw new Error(`${domain}: there is no directory with the name ${targetKey}`);
  return found.directory;
}
