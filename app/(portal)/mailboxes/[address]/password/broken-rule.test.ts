import { expect, test } from 'vitest';
import { REFUSAL_CODES } from '@/lib/refusal-codes';
import { brokenRule } from './broken-rule';

test('every refusal of a password belongs to a rule of the form, except those about a character or a mail system', () => {
  const withoutRule = REFUSAL_CODES.filter((code) => code.startsWith('password.') && brokenRule(code) === undefined);
  expect(withoutRule.sort()).toEqual([
    'password.broken_character',
    'password.control_character',
    'password.empty',
    'password.not_for_google',
    'password.replacement_character',
  ]);
});

test('a password used before breaks the reuse rule', () => {
  expect(brokenRule('password.used_recently')).toBe('reuse');
  expect(brokenRule('password.used_before')).toBe('reuse');
  expect(brokenRule('throttle.wait')).toBeUndefined();
});
