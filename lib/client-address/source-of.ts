import { parseAddress } from './parse-address';

/** The network of a /64. */
export const BYTES_OF_IPV6_NETWORK = 8;

/**
 * Returns a client's source: its IPv4 address, or its IPv6 /64, within which an address may change (RFC 8981).
 *
 * @returns one key for all addresses of a source; undefined for an invalid address
 */
export function sourceOf(address: string | null): string | undefined {
  const parsed = address === null ? undefined : parseAddress(address, { unwrapNat64: true });
  if (parsed?.family !== 6) return parsed?.text;
  return Buffer.from(parsed.bytes.subarray(0, BYTES_OF_IPV6_NETWORK)).toString('hex');
}
