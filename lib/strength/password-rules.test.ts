import { expect, test } from 'vitest';
import { refuse } from '@/lib/result';
import { checkRules, countCharacters, passwordLimits } from '@/lib/strength/password-rules';

const limits = passwordLimits();

test('15 to 128 characters are in order, both included', () => {
  expect(checkRules('a'.repeat(15), limits).refusal).toBeNull();
  expect(checkRules('a'.repeat(128), limits).refusal).toBeNull();
});

test('fewer than 15 are too short, and the refusal contains the count', () => {
  expect(checkRules('a'.repeat(14), limits)).toEqual({
    count: 14,
    refusal: refuse('password.too_short', { min: 15, max: 128, count: 14 }),
  });
});

test('more than 128 are too long', () => {
  expect(checkRules('a'.repeat(129), limits)).toEqual({
    count: 129,
    refusal: refuse('password.too_long', { min: 15, max: 128, count: 129 }),
  });
});

test('nothing typed yet is a length of 0, not a fault', () => {
  expect(checkRules('', limits).count).toBe(0);
});

test.each([
  ['😀', 1],
  ['𠮷', 1],
  ['é', 1],
  ['林夏', 2],
  ['👩‍👧', 3],
  ['❤\uFE0F', 2],
  ['a\u200bb', 3],
])('A62 %j counts as %i by code points', (password, count) => {
  expect(countCharacters(password)).toBe(count);
});

test('A62 fifteen emoji are fifteen characters, though thirty UTF-16 units', () => {
  expect(checkRules('😀'.repeat(15), limits).refusal).toBeNull();
  expect(checkRules('😀'.repeat(128), limits).refusal).toBeNull();
});

test('the minimum may be set from 8 on', () => {
  expect(checkRules('a'.repeat(8), passwordLimits(8)).refusal).toBeNull();
});

test.each([7, 0, -1, 129, 8.5, Number.NaN])('a minimum of %d is refused at the start', (min) => {
  expect(() => passwordLimits(min)).toThrow(RangeError);
});
