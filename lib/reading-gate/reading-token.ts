import { createHash, randomBytes } from 'node:crypto';

export interface ReadingToken {
  /** Stands in the part that is handed out, and nowhere else. */
  text: string;
  /** What is stored of it. */
  hash: Uint8Array;
}

export function newReadingToken(): ReadingToken {
  const text = randomBytes(24).toString('base64url');
  return { text, hash: hashToken(text) };
}

/** A token is 192 random bits, so that a plain hash of it gives nothing away. */
export function hashToken(text: string): Uint8Array {
  return createHash('sha256').update(text).digest();
}
