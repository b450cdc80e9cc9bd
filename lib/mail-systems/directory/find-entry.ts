import { EqualityFilter } from 'ldapts';
import type { DirectoryConfig } from '@/lib/config/target-settings';
import { DeliveryFailed } from '@/lib/mail-systems/failure-reasons';
import type { DirectoryConnection } from './with-directory';

/** Two are enough to know that there is not one. */
const LOOKED_AT = 2;

/**
 * The name (DN) of the one entry that has this mail address. The address travels as a value and is put together with
 * nothing: a filter has no text in which it could mean more, and no name is ever made from it.
 *
 * @throws DeliveryFailed `no_such_entry`, or `ambiguous_entry` when more than one has it: none of them is touched
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
    sizeLimit: LOOKED_AT,
  });
  if (searchEntries.length > 1) throw new DeliveryFailed('ambiguous_entry');
  const [entry] = searchEntries;
  // A directory compares more kindly than we do: it forgives spaces, for one.
  const isIts = [entry?.mail].flat().some((mail) => String(mail).toLowerCase() === address.toLowerCase());
  if (!entry || !isIts) throw new DeliveryFailed('no_such_entry');
  return entry.dn;
}
