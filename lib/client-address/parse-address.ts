import { isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

/** An Internet address in its one form. Two addresses are the same when their bytes are. */
export type Address = {
  readonly family: 4 | 6;
  /** Network order: 4 bytes, or 16. */
  readonly bytes: Uint8Array;
  /** The canonical text: dotted decimal, or RFC 5952. */
  readonly text: string;
};

export type AddressOptions = {
  /** Read `64:ff9b::140.114.1.2` (RFC 6052, the well-known NAT64 prefix) as `140.114.1.2`. */
  readonly unwrapNat64?: boolean;
};

const IPV4_MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];
const NAT64 = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];

/**
 * Reads the text of one address, in its strict spelling: four decimal numbers for IPv4 (no octal, hexadecimal or
 * short form), RFC 4291 §2.2 for IPv6. IPv4-mapped IPv6 (`::ffff:140.114.1.2`) is read as the IPv4 address it holds.
 *
 * @returns undefined for anything else; a zone id (`fe80::1%eth0`) too, since it means nothing to another machine
 */
export function parseAddress(text: string, options: AddressOptions = {}): Address | undefined {
  if (isIPv4(text)) return ipv4(text.split('.').map(Number));
  if (!isIPv6(text) || text.includes('%')) return undefined;

  const address = ipaddr.IPv6.parse(withoutDottedDecimal(text));
  const bytes = address.toByteArray();
  if (startsWith(bytes, IPV4_MAPPED)) return ipv4(bytes.slice(12));
  if (options.unwrapNat64 && startsWith(bytes, NAT64)) return ipv4(bytes.slice(12));
  return { family: 6, bytes: Uint8Array.from(bytes), text: address.toRFC5952String() };
}

function ipv4(bytes: readonly number[]): Address {
  return { family: 4, bytes: Uint8Array.from(bytes), text: bytes.join('.') };
}

/** ipaddr.js takes `::1.2.3.4` for `::ffff:1.2.3.4`, which is another address, so it is given hexadecimal groups only. */
function withoutDottedDecimal(text: string): string {
  return text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) => `${group(a, b)}:${group(c, d)}`);
}

const group = (high: string, low: string): string => (Number(high) * 256 + Number(low)).toString(16);

const startsWith = (bytes: readonly number[], prefix: readonly number[]): boolean =>
  prefix.every((byte, at) => bytes[at] === byte);
