import { type Cidr, parseCidr } from './client-address';

/** The addresses that a client anywhere may have: unicast of IPv4, and global unicast of IPv6 (RFC 4291 §2.4). */
const EVERYBODY = [
  { family: 4, from: spanOf('1.0.0.0/8').from, to: spanOf('223.0.0.0/8').to },
  { family: 6, ...spanOf('2000::/3') },
] as const;

/**
 * The families of which a list of ranges holds every address, in one range or in several together: `0.0.0.0/0`,
 * `0.0.0.0/1,128.0.0.0/1`, `2000::/3`.
 *
 * @returns each with its ranges, as text
 */
export function trustEverybody(ranges: readonly Cidr[]): { family: 4 | 6; ranges: string[] }[] {
  return EVERYBODY.flatMap(({ family, from, to }) => {
    const ofFamily = ranges.filter(({ network }) => network.family === family);
    let reached = from;
    for (const span of ofFamily.map(spanOfCidr).toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
      if (span.from <= reached && span.to > reached) reached = span.to;
    }
    const told = ofFamily.map(({ network, prefixLength }) => `${network.text}/${prefixLength}`);
    return reached >= to ? [{ family, ranges: told }] : [];
  });
}

/** Numbers of the first address, and of the one behind the last. */
function spanOfCidr({ network, prefixLength }: Cidr): { from: bigint; to: bigint } {
  const from = network.bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
  return { from, to: from + (1n << BigInt(network.bytes.length * 8 - prefixLength)) };
}

function spanOf(range: string): { from: bigint; to: bigint } {
  return spanOfCidr(parseCidr(range));
}
