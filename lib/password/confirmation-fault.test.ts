import { expect, test } from 'vitest';
import { confirmationFault } from '@/lib/password/confirmation-fault';

const next = 'lantern otter 78 rain';

test('the two fields must hold the same text', () => {
  expect(confirmationFault({ next, confirm: next })).toBeUndefined();
  expect(confirmationFault({ next, confirm: `${next} ` })).toBe('password.confirm_differs');
});

test('a missing confirmation is told apart from a different one', () => {
  expect(confirmationFault({ next, confirm: '' })).toBe('password.confirm_missing');
});

test('without a password there is nothing to confirm', () => {
  expect(confirmationFault({ next: '', confirm: next })).toBeUndefined();
  expect(confirmationFault({ next: '', confirm: '' })).toBeUndefined();
});

test('A60 the two fields may spell the same password differently', () => {
  expect(confirmationFault({ next: 'caf\u00e9', confirm: 'cafe\u0301' })).toBeUndefined();
});
