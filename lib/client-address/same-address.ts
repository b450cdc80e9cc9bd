import { type Address, type AddressOptions, parseAddress } from './parse-address';
import { BYTES_OF_IPV6_NETWORK } from './source-of';

/**
 * How closely two addresses have to match. `ipv6-64` lets an IPv6 address change within its /64, as privacy addresses
 * do (RFC 8981), and compares IPv4 exactly; `off` accepts every address.
 */
export type AddressPrecision = 'exact' | 'ipv6-64' | 'off';

/** Compares two addresses as bytes, whatever their spelling. A text that is no address is never the same as another. */
export function sameAddress(a: string, b: string, precision: AddressPrecision, options: AddressOptions = {}): boolean {
  if (precision === 'off') return true;

  const [left, right] = [parseAddress(a, options), parseAddress(b, options)];
  if (!left || !right || left.family !== right.family) return false;
  return comparedBytes(left, precision).every((byte, at) => byte === right.bytes[at]);
}

function comparedBytes({ family, bytes }: Address, precision: AddressPrecision): Uint8Array {
  return family === 6 && precision === 'ipv6-64' ? bytes.subarray(0, BYTES_OF_IPV6_NETWORK) : bytes;
}
