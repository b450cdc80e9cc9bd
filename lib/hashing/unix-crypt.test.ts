import { expect, test } from 'vitest';
import vectors from './hash-vectors.json';
import { matchesUnixCrypt } from './unix-crypt';

const NAMES = { 1: 'MD5', 5: 'SHA-256', 6: 'SHA-512' } as const;

test.each(Object.entries(NAMES))(
  'crypt(3) $%s$ (%s) matches passwords of every length, and no shorter or longer one',
  async (id) => {
    for (const [length, hash] of Object.entries(vectors.ofLength[id as '1' | '5' | '6'])) {
      const password = 'a'.repeat(Number(length));
      expect(await matchesUnixCrypt(hash, Buffer.from(password)), length).toBe(true);
      expect(await matchesUnixCrypt(hash, Buffer.from(`${password}a`)), length).toBe(false);
      expect(await matchesUnixCrypt(hash, Buffer.from(password.slice(1))), length).toBe(false);
    }
  },
);

test('the event loop keeps running while many rounds are computed', async () => {
  let ticks = 0;
  const ticking = setInterval(() => {
    ticks += 1;
  }, 1);
  const salted = `$6$rounds=20000$salt$${'x'.repeat(86)}`;
  expect(await matchesUnixCrypt(salted, Buffer.from('lanterns'))).toBe(false);
  clearInterval(ticking);
  expect(ticks).toBeGreaterThan(5);
});
