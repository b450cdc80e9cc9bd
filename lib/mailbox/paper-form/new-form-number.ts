import { randomInt } from 'node:crypto';

/** Crockford's: no I, L, O or U, so that nobody reads a letter for a digit. @see https://www.crockford.com/base32.html */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 55 bits: no number is met by guessing, and none is given twice. */
const RANDOM_CHARACTERS = 11;

/** The number of one printed form: `XXXX-XXXX-XXXX`, of which the last character checks the others. */
export function newFormNumber(): string {
  const random = Array.from({ length: RANDOM_CHARACTERS }, () => randomInt(ALPHABET.length));
  const characters = [...random, checkOf(random)].map((value) => ALPHABET[value]).join('');
  return `${characters.slice(0, 4)}-${characters.slice(4, 8)}-${characters.slice(8)}`;
}

/**
 * The value of the character that checks those before it; of a whole number it is 0. One wrong character is always
 * found, and two neighbours that changed places too, which is what happens to numbers that are typed from paper.
 *
 * @see H. M. Damm, "Totally anti-symmetric quasigroups" (2004), here x ∘ y = 2(x + y) in the field of 32 elements
 */
export function checkOf(values: readonly number[]): number {
  return values.reduce((sum, value) => doubled(sum ^ value), 0);
}

/** Modulo x⁵ + x² + 1. */
const doubled = (value: number): number => (value << 1) ^ (value & 0b10000 ? 0b100101 : 0);
