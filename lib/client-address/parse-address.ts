import { isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

/** An Internet address in normalised form. Two addresses are equal if their bytes are. */
export type Address = {
  readonly family: 4 | 6;
  /** In network byte order: 4 or 16 bytes. */
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
 * Parses one address in its strict spelling: four decimal numbers for IPv4 (no octal, hexadecimal or short form),
 * RFC 4291 §2.2 for IPv6. An IPv4-mapped IPv6 address (`::ffff:140.114.1.2`) becomes the IPv4 address it holds.
 *
 * @returns undefined for anything else, and for a zone id (`fe80::1%eth0`), which has no meaning on another machine
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

/**
 * Writes the IPv4 part as hexadecimal groups: ipaddr.js would read `::1.2.3.4` as `::ffff:1.2.3.4`, another address.
 */
function withoutDottedDecimal(text: string): string {
  return text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) => `${group(a, b)}:${group(c, d)}`);
}

const group = (high: string, low: string): string => (Number(high) * 256 + Number(low)).toString(16);

const startsWith = (bytes: readonly number[], prefix: readonly number[]): boolean =>
  prefix.every((byte, at) => bytes[at] === byte);
