import { type AddressOptions, parseAddress } from '@/lib/client-address/parse-address';
import { type AddressPrecision, sameAddress } from '@/lib/client-address/same-address';
import { ok, type Result, refuse } from '@/lib/result';
import type { CampusLink } from '@/lib/sign-in/campus-link/open-campus-link';

export type Arrival = {
  /** From `clientAddress`. */
  readonly browserAddress: string;
  readonly precision: AddressPrecision;
  /** Whether this link (its `jti`) has opened a session before. */
  readonly spent: boolean;
} & AddressOptions;

export type ArrivalRefusal = 'campus_link.address_differs' | 'campus_link.address_family_differs' | 'campus_link.used';

/**
 * Checks that an authentic, fresh link comes from the browser that the campus system gave it to, and for the first time.
 *
 * @returns in this order of precedence, `campus_link.address_differs`, or `campus_link.address_family_differs` if one is
 * IPv4 and the other IPv6 (`linkAddress`, `browserAddress`: canonical texts, two of a link joined by a comma), or
 * `campus_link.used`
 */
export function judgeArrival({ claims }: CampusLink, arrival: Arrival): Result<undefined, ArrivalRefusal> {
  const linkAddresses = [claims.ip].flat();
  const isSameBrowser = linkAddresses.some((address) =>
    sameAddress(address, arrival.browserAddress, arrival.precision, arrival),
  );

  if (!isSameBrowser) {
    const family = parseAddress(arrival.browserAddress, arrival)?.family;
    const isOtherFamily =
      family !== undefined && linkAddresses.every((address) => parseAddress(address, arrival)?.family !== family);
    return refuse(isOtherFamily ? 'campus_link.address_family_differs' : 'campus_link.address_differs', {
      linkAddress: linkAddresses.map(canonicalText).join(', '),
      browserAddress: canonicalText(arrival.browserAddress),
    });
  }
  return arrival.spent ? refuse('campus_link.used') : ok();
}

const canonicalText = (address: string): string => parseAddress(address)?.text ?? address;
