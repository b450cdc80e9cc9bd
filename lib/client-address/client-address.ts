import { type Address, type AddressOptions, parseAddress } from '@/lib/client-address/parse-address';

/** A range of addresses: those whose first `prefixLength` bits are the network's. */
export type Cidr = { readonly network: Address; readonly prefixLength: number };

export type ClientConnection = {
  /** The address at the other end of the socket. */
  readonly peer: string;
  /** `X-Forwarded-For`, as Node gives it. No other header is ever believed. */
  readonly forwardedFor: string | readonly string[] | undefined;
  /** The proxies whose `X-Forwarded-For` is believed; nobody's when empty. */
  readonly trustedProxies: readonly Cidr[];
  /** More addresses than this in `X-Forwarded-For`, and the header is not believed. */
  readonly maxHops?: number;
} & AddressOptions;

const DEFAULT_MAX_HOPS = 8;

/**
 * The address of the client: the socket's, unless that is a trusted proxy; then the rightmost address of
 * `X-Forwarded-For` that is no trusted proxy. Everything left of that one was written by the client itself.
 *
 * @returns canonical text. A chain that is absent, malformed, longer than `maxHops`, or of trusted proxies only tells
 * nothing: then it is the peer's.
 */
export function clientAddress(connection: ClientConnection): string {
  const { trustedProxies, maxHops = DEFAULT_MAX_HOPS, unwrapNat64 } = connection;
  const isTrusted = (address: Address) => trustedProxies.some((cidr) => contains(cidr, address));

  const peer = parseAddress(connection.peer, { unwrapNat64 });
  // A link-local peer has a zone id, hence no comparable address; it stays what the socket says and is never trusted.
  if (!peer) return connection.peer;
  if (!isTrusted(peer)) return peer.text;

  const chain = parseChain(connection.forwardedFor, maxHops, { unwrapNat64 });
  return chain?.findLast((address) => !isTrusted(address))?.text ?? peer.text;
}

function parseChain(
  forwardedFor: ClientConnection['forwardedFor'],
  maxHops: number,
  options: AddressOptions,
): readonly Address[] | undefined {
  const header = [forwardedFor ?? []].flat().join(',');
  const hops = header.split(',', maxHops + 1);
  if (hops.length > maxHops) return undefined;

  const addresses = hops.map((hop) => parseAddress(hop.trim(), options));
  return addresses.every((address) => address !== undefined) ? addresses : undefined;
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
