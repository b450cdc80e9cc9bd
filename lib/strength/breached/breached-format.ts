import { createHash } from 'node:crypto';

/*
 * A file of breached passwords. Numbers are big-endian:
 *
 *    0   8  "BREACHED"
 *    8   1  version, 1
 *    9   1  p, the leading bytes of a fingerprint that the index replaces: 1 or 2
 *   10   2  0
 *   12   4  the least count with which a password was included
 *   16   8  n, the number of fingerprints
 *   24   8  creation time, in milliseconds since 1970; 0 for none
 *   32  32  SHA-256 of the 32 bytes before it and of the index
 *   64      the index: for each of the 256^p prefixes, how many fingerprints have it or a lower one, 4 bytes each
 *           the fingerprints without their first p bytes, 6 - p bytes each, ascending, without duplicates
 *
 * A fingerprint is the first six bytes of the SHA-1 of a password in UTF-8. The rate of false positives is exactly
 * n / 2^48: one in 300,000 for 10^9 passwords.
 */

export const FINGERPRINT_BYTES = 6;
export const HEADER_BYTES = 64;
const DIGEST_AT = 32;
const MAGIC = 'BREACHED';
const VERSION = 1;

/** Beyond this number an index of two bytes is smaller than the byte that it saves in each fingerprint. */
const MOST_FOR_ONE_BYTE = 2 ** 18;
/** The index counts in 32 bits. */
const MOST_FINGERPRINTS = 2 ** 32 - 1;

/** The facts in a file's header. */
export interface BreachedFacts {
  /** The number of fingerprints, without duplicates. */
  readonly count: number;
  /** How often a password must have been seen to be included. */
  readonly minCount: number;
  /** Null for the shipped file. */
  readonly madeAt: Date | null;
}

export type IndexBytes = 1 | 2;

export const indexBytesFor = (atMost: number): IndexBytes => (atMost <= MOST_FOR_ONE_BYTE ? 1 : 2);

/** The number of prefixes in an index. */
export const beginnings = (indexBytes: IndexBytes): number => 256 ** indexBytes;

/** The share of all other passwords that a file reports as breached. */
export const falsePositiveRate = (count: number): number => count / 2 ** (8 * FINGERPRINT_BYTES);

/** @param password in the form that `normalisePassword` gives */
export const fingerprintOf = (password: string): Buffer =>
  createHash('sha1').update(password, 'utf8').digest().subarray(0, FINGERPRINT_BYTES);

/** Encodes header and index. @param index the number of fingerprints with each prefix or a lower one */
export function encodeHead(facts: BreachedFacts, index: Uint32Array): Buffer {
  if (facts.count > MOST_FINGERPRINTS) throw new RangeError('a file of breached passwords holds 2^32 - 1 at most');
  const head = Buffer.alloc(HEADER_BYTES + index.length * 4);
  head.write(MAGIC, 0, 'latin1');
  head.writeUInt8(VERSION, 8);
  head.writeUInt8(index.length === beginnings(1) ? 1 : 2, 9);
  head.writeUInt32BE(facts.minCount, 12);
  head.writeBigUInt64BE(BigInt(facts.count), 16);
  head.writeBigUInt64BE(BigInt(facts.madeAt?.getTime() ?? 0), 24);
  index.forEach((upTo, at) => {
    head.writeUInt32BE(upTo, HEADER_BYTES + at * 4);
  });
  digestOf(head).copy(head, DIGEST_AT);
  return head;
}

/** @throws Error whose message explains what is wrong */
export function decodeHeader(header: Buffer): { facts: BreachedFacts; indexBytes: IndexBytes } {
  if (header.length < HEADER_BYTES || header.toString('latin1', 0, 8) !== MAGIC) {
    throw new Error('it is no file of breached passwords');
  }
  if (header.readUInt8(8) !== VERSION) throw new Error(`its format is version ${header.readUInt8(8)}, not ${VERSION}`);
  const indexBytes = header.readUInt8(9);
  if (indexBytes !== 1 && indexBytes !== 2) throw new Error('its header is damaged');
  const madeAt = Number(header.readBigUInt64BE(24));
  const facts = {
    count: Number(header.readBigUInt64BE(16)),
    minCount: header.readUInt32BE(12),
    madeAt: madeAt === 0 ? null : new Date(madeAt),
  };
  return { facts, indexBytes };
}

/** @param head header and index @throws Error when either is damaged */
export function decodeIndex(head: Buffer): Uint32Array {
  if (!digestOf(head).equals(head.subarray(DIGEST_AT, HEADER_BYTES))) throw new Error('its header or index is damaged');
  return Uint32Array.from({ length: (head.length - HEADER_BYTES) / 4 }, (_, at) =>
    head.readUInt32BE(HEADER_BYTES + at * 4),
  );
}

const digestOf = (head: Buffer): Buffer =>
  createHash('sha256').update(head.subarray(0, DIGEST_AT)).update(head.subarray(HEADER_BYTES)).digest();
