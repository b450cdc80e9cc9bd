import { EqualityFilter } from 'ldapts';
import type { DirectoryConfig } from '@/lib/config/target-settings';
import { DeliveryFailed } from '@/lib/mail-systems/failure-reasons';
import type { DirectoryConnection } from './with-directory';

/** Two entries are enough to see that the address is ambiguous. */
const SIZE_LIMIT = 2;

/**
 * Finds the DN of the one entry that has this mail address. The address is sent as an assertion value. It is never
 * concatenated into a filter string or a DN, so nothing in it can act as filter syntax.
 *
 * @throws DeliveryFailed `no_such_entry`, or `ambiguous_entry` if several entries have it: then none is changed
 */
export async function findEntry(
  connection: DirectoryConnection,
  { base }: Pick<DirectoryConfig, 'base'>,
  address: string,
): Promise<string> {
  const { searchEntries } = await connection.search(base, {
    scope: 'sub',
    filter: new EqualityFilter({ attribute: 'mail', value: address }),
    attributes: ['mail'],
    sizeLimit: SIZE_LIMIT,
  });
  if (searchEntries.length > 1) throw new DeliveryFailed('ambiguous_entry');
  const [entry] = searchEntries;
  // A directory's matching rule is laxer than ours; for example it ignores spaces.
  const hasAddress = [entry?.mail].flat().some((mail) => String(mail).toLowerCase() === address.toLowerCase());
  if (!entry || !hasAddress) throw new DeliveryFailed('no_such_entry');
  return entry.dn;
}
