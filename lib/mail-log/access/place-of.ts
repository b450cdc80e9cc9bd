import { isWithin, parseCidr } from '@/lib/client-address/client-address';
import { isLocalAddress } from '@/lib/client-address/is-local-address';
import { parseAddress } from '@/lib/client-address/parse-address';

/** Where a client was: a country (ISO 3166-1), the campus, or an address whose country is unknown. */
export type Place = string | 'campus' | 'unknown';

/**
 * Names the place of an address. Local addresses are the campus's, such as the one of a webmail server.
 *
 * @param country as it was stored with the address
 * @param networks the campus's own ranges, from its profile
 */
export function placeOf(
  { address, country }: { address: string | null; country: string | null },
  networks: readonly string[] = [],
): Place {
  const parsed = address === null ? undefined : parseAddress(address);
  if (parsed && (isLocalAddress(parsed) || isWithin(networks.map(parseCidr), parsed))) return 'campus';
  return country ?? 'unknown';
}
