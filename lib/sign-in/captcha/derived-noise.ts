import { createCipheriv } from 'node:crypto';

/** Pseudorandom numbers, determined by the key and the id. */
export interface Noise {
  /** From 0 up to, but not including, 1. */
  next(): number;
  between(least: number, most: number): number;
  /** @param count at least 1. @returns a whole number from 0 up to, but not including, `count` */
  below(count: number): number;
}

/**
 * The distortion of one captcha. It is derived, not random, so that each request for a picture or a sound returns the same
 * one: the noise of several different ones could be averaged away.
 *
 * @param key 32 bytes, one key for each purpose
 * @param id  a UUID
 * @see NIST SP 800-38A §6.5 (the keystream of AES in counter mode)
 */
export function derivedNoise(key: Buffer, id: string): Noise {
  const stream = createCipheriv('aes-256-ctr', key, Buffer.from(id.replaceAll('-', ''), 'hex'));
  let block = Buffer.alloc(0);
  let at = 0;
  const next = () => {
    if (at === block.length) {
      block = stream.update(Buffer.alloc(4_096));
      at = 0;
    }
    const value = block.readUInt32LE(at) / 2 ** 32;
    at += 4;
    return value;
  };
  return {
    next,
    between: (least, most) => least + next() * (most - least),
    below: (count) => Math.floor(next() * count),
  };
}
