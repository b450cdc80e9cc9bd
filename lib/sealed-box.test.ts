import { expect, test } from 'vitest';
import { seal, unseal } from './sealed-box';

const SECRET = 'a secret of this portal alone, long enough';

test('a sealed text is read again, by the same portal and for the same purpose', () => {
  expect(unseal(SECRET, 'campus-refusal', seal(SECRET, 'campus-refusal', '林夏'))).toBe('林夏');
});

test('a text sealed for one purpose, or by another portal, is not read', () => {
  const sealed = seal(SECRET, 'session-cookie', 'a session');
  expect(unseal(SECRET, 'campus-refusal', sealed)).toBeUndefined();
  expect(unseal(`${SECRET}!`, 'session-cookie', sealed)).toBeUndefined();
});

test('a sealed text with any byte changed, cut or added is not read', () => {
  const sealed = Buffer.from(seal(SECRET, 'session-cookie', 'a session'), 'base64url');
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(unseal(SECRET, 'session-cookie', changed.toString('base64url'))).toBeUndefined();
    expect(unseal(SECRET, 'session-cookie', sealed.subarray(0, at).toString('base64url'))).toBeUndefined();
  }
  expect(unseal(SECRET, 'session-cookie', Buffer.concat([sealed, Buffer.of(0)]).toString('base64url'))).toBeUndefined();
});

test('two seals of one text differ, so that equal texts cannot be recognised', () => {
  expect(seal(SECRET, 'session-cookie', 'x')).not.toBe(seal(SECRET, 'session-cookie', 'x'));
});
