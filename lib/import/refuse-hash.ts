import { readStoredHash } from '@/lib/password/stored-hash';
import type { LineFault } from './line-faults';

/** KiB times rounds: what RFC 9106 and the usual programs take at most, and about half a second. */
const MOST_ARGON2ID_WORK = 262_144;

const PLAIN = /^\{(?:PLAIN|CLEAR|CLEARTEXT|PLAIN-MD4|PLAIN-MD5|PLAIN-TRUNC)[.}]/;
const TAKEN = /^\{(?:ARGON2ID|SSHA|MD5-CRYPT|SHA512-CRYPT|BLF-CRYPT|CRYPT)\}/;

/** A scheme's name is written in either case by directories; here in upper case, as the table has it. */
export const withSchemeInUpperCase = (text: string): string => text.replace(/^\{[^}]*\}/, (name) => name.toUpperCase());

/** Why a hash is not imported, or undefined when it is. @param text with the scheme's name in upper case */
export function refuseHash(text: string): LineFault | undefined {
  const read = readStoredHash(text);
  if (read) return read.scheme === 'argon2id' && workOf(read.hash) > MOST_ARGON2ID_WORK ? 'hash.too_costly' : undefined;
  if (PLAIN.test(text)) return 'hash.plain';
  if (/^\{DES-CRYPT\}/.test(text) || /^\{CRYPT\}[./A-Za-z0-9]{13}$/.test(text)) return 'hash.des';
  if (/^\{CRYPT\}\$(?:y|gy|7)\$/.test(text)) return 'hash.yescrypt';
  if (!TAKEN.test(text)) return text.startsWith('{') ? 'hash.unknown_scheme' : 'hash.none';
  return isCostly(text) ? 'hash.too_costly' : 'hash.malformed';
}

function workOf(hash: string): number {
  const [, memory, rounds] = /m=(\d+),t=(\d+)/.exec(hash) ?? [];
  return Number(memory) * Number(rounds);
}

/** The same hash with the least of rounds, cost or memory would be taken: so it is these that are out of bounds. */
function isCostly(text: string): boolean {
  const cheaper = text
    .replace(/\$rounds=\d+\$/, '$rounds=1000$')
    .replace(/(\$2[aby]\$)\d\d\$/, '$110$')
    .replace(/\$m=\d+,t=\d+,p=\d+\$/, '$m=19456,t=2,p=1$');
  return cheaper !== text && readStoredHash(cheaper) !== undefined;
}
