import { expect, test } from 'vitest';
import { checkOf, newFormNumber } from './new-form-number';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const valuesOf = (number: string) => [...number.replaceAll('-', '')].map((character) => ALPHABET.indexOf(character));

test('a form number is twelve unambiguous characters, in groups of four', () => {
  for (let times = 0; times < 200; times += 1) {
    expect(newFormNumber()).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
  }
});

test('no two forms have the same number, and every character is as likely as another', () => {
  const numbers = Array.from({ length: 5_000 }, newFormNumber);
  expect(new Set(numbers).size).toBe(numbers.length);
  for (let place = 0; place < 12; place += 1) {
    const seen = new Map<number, number>();
    for (const number of numbers) {
      const value = valuesOf(number)[place] ?? -1;
      seen.set(value, (seen.get(value) ?? 0) + 1);
    }
    expect(seen.size).toBe(32);
    // 156 of each are expected, within eight standard deviations.
    expect(Math.min(...seen.values())).toBeGreaterThan(156 - 100);
    expect(Math.max(...seen.values())).toBeLessThan(156 + 100);
  }
});

test('one wrong character, and two swapped neighbours, are always detected', () => {
  for (let times = 0; times < 20; times += 1) {
    const right = valuesOf(newFormNumber());
    expect(checkOf(right)).toBe(0);
    for (const [place, value] of right.entries()) {
      for (let other = 0; other < 32; other += 1) {
        if (other !== value) expect(checkOf(right.with(place, other))).not.toBe(0);
      }
      const next = right[place + 1];
      if (next === undefined || next === value) continue;
      expect(checkOf(right.with(place, next).with(place + 1, value))).not.toBe(0);
    }
  }
});
