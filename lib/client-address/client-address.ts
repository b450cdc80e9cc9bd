import { type Address, type AddressOptions, parseAddress } from '@/lib/client-address/parse-address';

/** A range of addresses: those whose first `prefixLength` bits are the network's. */
export type Cidr = { readonly network: Address; readonly prefixLength: number };

/** What stood in `X-Forwarded-For` in the place of an address. */
export type MalformedForwarding = {
  /** The proxy that handed the header over. */
  readonly peer: string;
  /** The hops that are no address, the rightmost first; eight at most, each cut after 64 characters. */
  readonly hops: readonly string[];
  /** The address that counts nevertheless. */
  readonly address: string;
};

export type ClientConnection = {
  /** The address at the other end of the socket. */
  readonly peer: string;
  /** `X-Forwarded-For`, as Node gives it. No other header is ever believed. */
  readonly forwardedFor: string | readonly string[] | undefined;
  /** The proxies whose `X-Forwarded-For` is believed; nobody's when empty. */
  readonly trustedProxies: readonly Cidr[];
  /** At most this many hops are read, from the right. */
  readonly maxHops?: number;
  /** Told of hops that are no address, when a trusted proxy hands them over. */
  readonly onMalformed?: (malformed: MalformedForwarding) => void;
} & AddressOptions;

const DEFAULT_MAX_HOPS = 8;
const LOGGED_HOP_CHARACTERS = 64;

/**
 * The address of the client: the socket's, unless that is a trusted proxy; then the rightmost address of
 * `X-Forwarded-For` that is no trusted proxy. The header is read from the right and no further than that address:
 * everything left of it was written by the client itself, and can neither change nor hide it. A port behind an address,
 * as some proxies write it, does not count.
 *
 * @returns canonical text. A chain that is absent, or in which a hop that is no address, the end, or `maxHops` is met
 * before an untrusted address, tells nothing: then it is the peer's.
 */
export function clientAddress(connection: ClientConnection): string {
  const { trustedProxies, maxHops = DEFAULT_MAX_HOPS, unwrapNat64, onMalformed } = connection;
  const isTrusted = (address: Address) => isWithin(trustedProxies, address);

  const peer = parseAddress(connection.peer, { unwrapNat64 });
  // A link-local peer has a zone id, hence no comparable address; it stays what the socket says and is never trusted.
  if (!peer) return connection.peer;
  if (!isTrusted(peer)) return peer.text;
  if (connection.forwardedFor === undefined) return peer.text;

  const hops = hopsFromTheRight(connection.forwardedFor, maxHops);
  const addresses = hops.map((hop) => parseAddress(withoutPort(hop), { unwrapNat64 }));
  const at = addresses.findIndex((address) => !address || !isTrusted(address));
  const address = addresses[at]?.text ?? peer.text;

  const malformed = hops.filter((_, hop) => addresses[hop] === undefined);
  if (malformed.length > 0)
    onMalformed?.({ peer: peer.text, hops: malformed.map((hop) => hop.slice(0, LOGGED_HOP_CHARACTERS)), address });
  return address;
}

/**
 * The last hops of the chain, the rightmost first. A header that came several times is one chain (RFC 9110 §5.3), and
 * empty elements do not count (§5.6.1.2).
 */
function hopsFromTheRight(forwardedFor: string | readonly string[], most: number): string[] {
  const hops = [forwardedFor]
    .flat()
    .join(',')
    .split(',')
    .map((hop) => hop.trim());
  return hops
    .filter((hop) => hop !== '')
    .slice(-most)
    .reverse();
}

const WITH_PORT = /^(?:\[([^\]]*)\]|(\d[\d.]*)(?=:))(?::\d{1,5})?$/;

/** Some proxies write the port of the connection as well: `203.0.113.5:4711`, `[2001:db8::1]:4711`. */
function withoutPort(hop: string): string {
  const [, ipv6, ipv4] = WITH_PORT.exec(hop) ?? [];
  if (ipv4 !== undefined) return ipv4;
  return ipv6?.includes(':') ? ipv6 : hop;
}

/**
 * Reads one entry of `TRUSTED_PROXIES`: `10.0.0.0/8`, `2001:db8::/32`, or a single address.
 *
 * @throws {Error} with a sentence for the operator, when it is no range or has bits set beyond its prefix
 */
export function parseCidr(text: string): Cidr {
  const [addressText = '', lengthText, ...rest] = text.trim().split('/');
  const network = parseAddress(addressText);
  if (!network || rest.length > 0) throw new Error(`"${text}" is no address range like 10.0.0.0/8 or 2001:db8::/32`);
  if (network.family === 4 && addressText.includes(':')) {
    throw new Error(`"${text}" is an IPv4 address in IPv6 form: write it as IPv4, starting with ${network.text}`);
  }

  const longest = network.bytes.length * 8;
  const prefixLength = lengthText === undefined ? longest : parsePrefixLength(lengthText);
  if (prefixLength === undefined || prefixLength > longest) {
    throw new Error(`"${text}" needs a prefix length from 0 to ${longest} after the slash`);
  }
  if (!network.bytes.every((byte, at) => byte === (byte & maskByte(prefixLength, at)))) {
    throw new Error(`"${text}" has bits set beyond its first ${prefixLength}: write the network's first address`);
  }
  return { network, prefixLength };
}

const parsePrefixLength = (text: string): number | undefined => (/^\d{1,3}$/.test(text) ? Number(text) : undefined);

/** Whether an address lies in one of the ranges. */
export const isWithin = (ranges: readonly Cidr[], address: Address): boolean =>
  ranges.some((range) => contains(range, address));

function contains({ network, prefixLength }: Cidr, address: Address): boolean {
  return (
    network.family === address.family &&
    network.bytes.every((byte, at) => byte === ((address.bytes[at] ?? 0) & maskByte(prefixLength, at)))
  );
}

/** The byte at this place of the netmask: ones for the bits that the prefix covers. */
function maskByte(prefixLength: number, at: number): number {
  const ones = Math.min(Math.max(prefixLength - at * 8, 0), 8);
  return (0xff << (8 - ones)) & 0xff;
}
