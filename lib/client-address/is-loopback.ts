import { parseAddress } from './parse-address';

/**
 * Whether a host of the configuration, or the peer of a socket, is this very machine: an address of 127.0.0.0/8, `::1`,
 * or the name `localhost` (RFC 6761 §6.3), also with the dot of the root. An address is parsed and never compared by its text, so that
 * `127.evil.example` and `localhost.evil` are other machines, and so is what is no strict address (`0x7f.1`).
 *
 * @param host a name or an address; IPv6 with or without the brackets of a URL
 */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  if (/^localhost\.?$/i.test(bare)) return true;
  const address = parseAddress(bare);
  return address?.family === 4 ? address.bytes[0] === 127 : address?.text === '::1';
}

/** Whether what is sent to this URL stays on this machine. */
export const isLoopbackUrl = (url: string): boolean => isLoopback(new URL(url).hostname);
