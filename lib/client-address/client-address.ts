import { type Address, type AddressOptions, parseAddress } from '@/lib/client-address/parse-address';

/** A CIDR range: all addresses whose first `prefixLength` bits equal the network's. */
export type Cidr = { readonly network: Address; readonly prefixLength: number };

/** Invalid hops in `X-Forwarded-For`. */
export type MalformedForwarding = {
  /** The proxy that sent the header. */
  readonly peer: string;
  /** The invalid hops, rightmost first; at most eight, each cut to 64 characters. */
  readonly hops: readonly string[];
  /** The client address that was determined nevertheless. */
  readonly address: string;
};

export type ClientConnection = {
  /** The address at the other end of the socket. */
  readonly peer: string;
  /** `X-Forwarded-For`, as Node gives it. No other header is ever trusted. */
  readonly forwardedFor: string | readonly string[] | undefined;
  /** The proxies whose `X-Forwarded-For` is trusted; empty trusts none. */
  readonly trustedProxies: readonly Cidr[];
  /** At most this many hops are read, from the right. */
  readonly maxHops?: number;
  /** Called when a trusted proxy sends invalid hops. */
  readonly onMalformed?: (malformed: MalformedForwarding) => void;
} & AddressOptions;

/** Whether a connection comes from a trusted proxy. @param peer the address at the other end of the socket */
export function isTrustedProxy(peer: string, trustedProxies: readonly Cidr[]): boolean {
  const address = trustedProxies.length > 0 ? parseAddress(peer) : undefined;
  return address !== undefined && isWithin(trustedProxies, address);
}

const DEFAULT_MAX_HOPS = 8;
const LOGGED_HOP_CHARACTERS = 64;

/**
 * Determines the address of the client. It is the socket's peer, unless the peer is a trusted proxy; then it is the
 * rightmost address of `X-Forwarded-For` that is not a trusted proxy's. The header is read from the right and no
 * further than that address: the client wrote everything to the left of it, which can neither change nor hide the
 * result. A port after an address, as some proxies add it, is ignored.
 *
 * @returns canonical text. It is the peer's address if the header is absent, or if an invalid hop, the end of the chain
 *   or `maxHops` comes before the first untrusted address.
 */
export function clientAddress(connection: ClientConnection): string {
  const { trustedProxies, maxHops = DEFAULT_MAX_HOPS, unwrapNat64, onMalformed } = connection;
  const isTrusted = (address: Address) => isWithin(trustedProxies, address);

  const peer = parseAddress(connection.peer, { unwrapNat64 });
  // A link-local peer has a zone id and no comparable address. It is returned as the socket reports it, never trusted.
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
 * Returns the last hops of the chain, rightmost first. Repeated header fields form one list (RFC 9110 §5.3), and empty
 * list elements are ignored (§5.6.1.2).
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

/** Some proxies append the port of the connection: `203.0.113.5:4711`, `[2001:db8::1]:4711`. */
function withoutPort(hop: string): string {
  const [, ipv6, ipv4] = WITH_PORT.exec(hop) ?? [];
  if (ipv4 !== undefined) return ipv4;
  return ipv6?.includes(':') ? ipv6 : hop;
}

/**
 * Parses one entry of `TRUSTED_PROXIES`: `10.0.0.0/8`, `2001:db8::/32`, or a single address.
 *
 * @throws {Error} with a message for the operator, if it is not a range or has bits set beyond its prefix
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

/** The byte of the netmask at this index. */
function maskByte(prefixLength: number, at: number): number {
  const ones = Math.min(Math.max(prefixLength - at * 8, 0), 8);
  return (0xff << (8 - ones)) & 0xff;
}
