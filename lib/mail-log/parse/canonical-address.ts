import { parseAddress } from '@/lib/client-address/parse-address';

/** Addresses repeat: the servers of a log and the clients of the last minutes. */
const MOST_REMEMBERED = 10_000;
const remembered = new Map<string, string | null>();

/** The canonical form of an IP address, or null for a text that is none (`unknown`, a host name, a zone id). */
export function canonicalAddress(text: string | null | undefined): string | null {
  // The longest address in text has 45 characters.
  if (!text || text.length > 45) return null;
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const address = parseAddress(text.startsWith('IPv6:') ? text.slice(5) : text)?.text ?? null;
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(text, address);
  return address;
}
