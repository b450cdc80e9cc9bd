import { findTargetSettings } from '@/db/queries/mail-targets';
import type { DirectoryConfig } from '@/lib/config/target-settings';
import type { Context } from '@/lib/context';

/**
 * The directory in which the passwords of an address's domain are.
 *
 * @returns null where it has none, and the portal's own hash is the judge
 * @throws Error when the table names a directory that the configuration does not know: then nothing can be judged
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
