import { expect, test } from 'vitest';
import { changePasswordForm } from '@/lib/password/password-form';
import { MAX_TYPED_UNITS } from '@/lib/strength/normalise-password';

const filled = {
  next: 'lantern otter 78 rain',
  confirm: 'lantern otter 78 rain',
  intent: '6f1c8a52-2f5e-4c7b-9a83-0d6b1b6c2f10',
};

function complaints(fields: object): string[] {
  const parsed = changePasswordForm.safeParse(fields);
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
}

test('a complete form passes unchanged, surrounding spaces included', () => {
  const spaced = { ...filled, next: ' lantern otter ', confirm: ' lantern otter ' };
  expect(changePasswordForm.parse(spaced)).toEqual(spaced);
});

test('A37 fields that are not listed are dropped', () => {
  expect(changePasswordForm.parse({ ...filled, role: 'admin', mailbox: 'chenyu@mx.nthu.edu.tw' })).toEqual(filled);
});

test('an empty password has a refusal of its own', () => {
  expect(complaints({ ...filled, next: '' })).toContain('next password.empty');
});

test('A56 a megabyte in either field is refused before it is processed', () => {
  const bomb = '\u0316\u0301'.repeat(500_000);
  expect(complaints({ ...filled, next: bomb })).toEqual(['next password.too_many_bytes']);
  expect(complaints({ ...filled, confirm: bomb })).toEqual(['confirm password.too_many_bytes']);
  expect(complaints({ ...filled, next: bomb, confirm: bomb })).toEqual([
    'next password.too_many_bytes',
    'confirm password.too_many_bytes',
  ]);
});

test('A56 the form accepts every length that `readPassword` may still accept', () => {
  const longest = 'a'.repeat(MAX_TYPED_UNITS);
  expect(complaints({ ...filled, next: longest, confirm: longest })).toEqual([]);
});

test.each(['', 'x', '6f1c8a52', "6f1c8a52-2f5e-4c7b-9a83-0d6b1b6c2f10'"])(
  'an intent of %j is refused as malformed',
  (intent) => {
    expect(complaints({ ...filled, intent })).toEqual(['intent request.malformed']);
  },
);

test.each([undefined, null, 7, ['a', 'a'], new File([], 'x')])('a password of %s is refused as malformed', (next) => {
  expect(complaints({ ...filled, next })).toContain('next request.malformed');
});
