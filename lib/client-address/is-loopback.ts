import { parseAddress } from './parse-address';

/**
 * Whether a configured host, or the peer of a socket, is this machine: an address of 127.0.0.0/8, `::1`, or the name
 * `localhost` (RFC 6761 §6.3), also with the trailing dot of the root. Addresses are parsed and not compared as text:
 * `127.evil.example` and `localhost.evil` are other machines, and so is a non-strict address (`0x7f.1`).
 *
 * @param host a name or an address; IPv6 with or without the brackets of a URL
 */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  if (/^localhost\.?$/i.test(bare)) return true;
  const address = parseAddress(bare);
  return address?.family === 4 ? address.bytes[0] === 127 : address?.text === '::1';
}

/** Whether requests to this URL stay on this machine. */
export const isLoopbackUrl = (url: string): boolean => isLoopback(new URL(url).hostname);
