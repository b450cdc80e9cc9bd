import { InvalidArgumentError } from 'commander';
import { parseAddress } from '@/lib/client-address/parse-address';

/** A browser may reach the campus system by IPv4 and the portal by IPv6. */
const MOST_ADDRESSES = 2;

/** Reads one more address of an option that may be given twice. @returns the addresses in canonical form */
export function readAddresses(text: string, earlier: readonly string[] = []): string[] {
  const address = parseAddress(text);
  if (!address) throw new InvalidArgumentError('It is no IPv4 or IPv6 address.');
  if (earlier.length === MOST_ADDRESSES) throw new InvalidArgumentError('Two addresses are the most.');
  return [...earlier, address.text];
}

export function readSeconds(text: string): number {
  if (!/^-?\d{1,7}$/.test(text)) throw new InvalidArgumentError('It is no whole number of seconds.');
  return Number(text);
}

/** Reads the least number of times that a password was seen. */
export function readMinCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It is no whole number from 1 on.');
  return Number(text);
}

export function readOrigin(text: string): string {
  const isOrigin = URL.canParse(text) && new URL(text).origin === text;
  if (!isOrigin) throw new InvalidArgumentError('It is no origin like https://portal.example: no path, no last slash.');
  return text;
}
