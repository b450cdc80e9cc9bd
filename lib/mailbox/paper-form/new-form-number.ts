import { randomInt } from 'node:crypto';

/**
 * Crockford's alphabet: without I, L, O and U, which are mistaken for digits.
 *
 * @see https://www.crockford.com/base32.html
 */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 55 bits: numbers cannot be guessed, and duplicates are practically impossible. */
const RANDOM_CHARACTERS = 11;

/** Generates the number of a printed form: `XXXX-XXXX-XXXX`, whose last character is a check digit. */
export function newFormNumber(): string {
  const random = Array.from({ length: RANDOM_CHARACTERS }, () => randomInt(ALPHABET.length));
  const characters = [...random, checkOf(random)].map((value) => ALPHABET[value]).join('');
  return `${characters.slice(0, 4)}-${characters.slice(4, 8)}-${characters.slice(8)}`;
}

/**
 * Computes the check digit of the values before it; over a whole valid number the result is 0. It detects every single
 * wrong character and every swap of two neighbours, the usual mistakes in numbers typed from paper.
 *
 * @see H. M. Damm, "Totally anti-symmetric quasigroups" (2004), here x ∘ y = 2(x + y) in the field of 32 elements
 */
export function checkOf(values: readonly number[]): number {
  return values.reduce((sum, value) => doubled(sum ^ value), 0);
}

/** Modulo x⁵ + x² + 1. */
const doubled = (value: number): number => (value << 1) ^ (value & 0b10000 ? 0b100101 : 0);
