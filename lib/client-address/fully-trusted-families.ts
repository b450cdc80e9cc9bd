import { type Cidr, parseCidr } from './client-address';

/** The addresses that a public client may have: IPv4 unicast, and IPv6 global unicast (RFC 4291 §2.4). */
const PUBLIC_UNICAST = [
  { family: 4, from: spanOf('1.0.0.0/8').from, to: spanOf('223.0.0.0/8').to },
  { family: 6, ...spanOf('2000::/3') },
] as const;

/**
 * Finds the address families that a list of ranges covers completely, in one range or in several together: `0.0.0.0/0`,
 * `0.0.0.0/1,128.0.0.0/1`, `2000::/3`.
 *
 * @returns each family with its ranges, as text
 */
export function fullyTrustedFamilies(ranges: readonly Cidr[]): { family: 4 | 6; ranges: string[] }[] {
  return PUBLIC_UNICAST.flatMap(({ family, from, to }) => {
    const ofFamily = ranges.filter(({ network }) => network.family === family);
    let reached = from;
    for (const span of ofFamily.map(spanOfCidr).toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
      if (span.from <= reached && span.to > reached) reached = span.to;
    }
    const texts = ofFamily.map(({ network, prefixLength }) => `${network.text}/${prefixLength}`);
    return reached >= to ? [{ family, ranges: texts }] : [];
  });
}

/** The first address of a range and the one after its last, as numbers. */
function spanOfCidr({ network, prefixLength }: Cidr): { from: bigint; to: bigint } {
  const from = network.bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
  return { from, to: from + (1n << BigInt(network.bytes.length * 8 - prefixLength)) };
}

function spanOf(range: string): { from: bigint; to: bigint } {
  return spanOfCidr(parseCidr(range));
}
