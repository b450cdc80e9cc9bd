import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { noticeIdIn, noticeToken } from './notice-token';

const SECRET = 's'.repeat(43);

test('a token yields the id of its notice, only for its purpose and under its secret', () => {
  const id = randomUUID();
  const token = noticeToken(SECRET, 'not-me', id);
  expect(noticeIdIn(SECRET, 'not-me', token)).toBe(id);
  expect(noticeIdIn(SECRET, 'confirm-contact-address', token)).toBeUndefined();
  expect(noticeIdIn('t'.repeat(43), 'not-me', token)).toBeUndefined();
});

test('a token of another notice cannot be made from one', () => {
  const [one, other] = [randomUUID(), randomUUID()].map((id) => noticeToken(SECRET, 'not-me', id)) as [string, string];
  // The first 16 bytes are the id; 21 characters of base64url lie within them.
  expect(noticeIdIn(SECRET, 'not-me', other.slice(0, 21) + one.slice(21))).toBeUndefined();
  for (const not of ['', 'x', one.slice(1), `${one}A`, `${one}\n`, one.replace(/./, '*'), '../..'.repeat(13)])
    expect(noticeIdIn(SECRET, 'not-me', not), not).toBeUndefined();
});
