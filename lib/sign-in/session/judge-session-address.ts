import type { Session } from '@/db/queries/sessions';
import { isWithin, parseCidr } from '@/lib/client-address/client-address';
import { parseAddress } from '@/lib/client-address/parse-address';
import { sameAddress } from '@/lib/client-address/same-address';
import type { Config } from '@/lib/config/config';

/**
 * - `same`: the session may be used from this address.
 * - `confirmable`: the other family (IPv4 or IPv6) within the campus's own networks, seen for the first time: the person is
 *   asked once to confirm it.
 * - `other_family`, `other`: the session may not be used from this address.
 */
export type SessionAddress = 'same' | 'confirmable' | 'other_family' | 'other';

/**
 * Compares the address of a request with those of its session. A device that has both IPv4 and IPv6 switches between them
 * by itself (RFC 8305), so a change of family need not be a change of place. But the portal cannot verify that both
 * addresses belong to one device.
 */
export function judgeSessionAddress(
  { sourceAddress, confirmedAddress }: Pick<Session, 'sourceAddress' | 'confirmedAddress'>,
  address: string | null,
  { sessionAddress: precision, campus }: Pick<Config, 'sessionAddress' | 'campus'>,
): SessionAddress {
  if (address === null) return 'other';
  const known = [sourceAddress, confirmedAddress].filter((one) => one !== null);
  if (known.some((one) => sameAddress(one, address, precision))) return 'same';

  const [before, now] = [parseAddress(sourceAddress), parseAddress(address)];
  if (!before || !now || before.family === now.family) return 'other';
  const isOnCampus = isWithin((campus.networks ?? []).map(parseCidr), now);
  return confirmedAddress === null && isOnCampus ? 'confirmable' : 'other_family';
}
