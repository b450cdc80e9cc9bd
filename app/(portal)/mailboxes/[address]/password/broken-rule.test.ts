import { expect, test } from 'vitest';
import { REFUSAL_CODES } from '@/lib/refusal-codes';
import { brokenRule } from './broken-rule';

test('every refusal of a password is about a rule that the form shows, but those about a single character or a mail system', () => {
  const ofNoRule = REFUSAL_CODES.filter((code) => code.startsWith('password.') && brokenRule(code) === undefined);
  expect(ofNoRule.sort()).toEqual([
    'password.broken_character',
    'password.control_character',
    'password.empty',
    'password.not_for_google',
    'password.replacement_character',
  ]);
});

test('a password that was used before breaks the rule of reuse', () => {
  expect(brokenRule('password.used_recently')).toBe('reuse');
  expect(brokenRule('password.used_before')).toBe('reuse');
  expect(brokenRule('throttle.wait')).toBeUndefined();
});
