import { randomBytes } from 'node:crypto';

/** Characters that are clear on the phone: no 0, 1, I, L, O, U. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 8;

/** Makes a random reference: eight characters in two groups, such as 7KQ2-M4XD. */
export function newReference(): string {
  return grouped([...randomBytes(LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]).join(''));
}

/**
 * Reads a reference as people write it down: in lower case, without the dash, with spaces.
 *
 * @returns undefined for any other text
 */
export function readReference(given: string): string | undefined {
  const letters = given.toUpperCase().replace(/[\s–—-]/g, '');
  const isReference = letters.length === LENGTH && [...letters].every((letter) => ALPHABET.includes(letter));
  return isReference ? grouped(letters) : undefined;
}

const grouped = (letters: string): string => `${letters.slice(0, LENGTH / 2)}-${letters.slice(LENGTH / 2)}`;
