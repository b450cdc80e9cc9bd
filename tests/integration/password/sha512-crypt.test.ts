import { expect, test } from 'vitest';
import { sha512Crypt } from '@/lib/hashing/sha512-crypt';
import { Secret } from '@/lib/secret';
import { crypt } from '../../support/crypt';

const TRAPS = 'Pä ssw0rd"\\{密碼}%u%w $2a$😀 ';

/** Lengths around every multiple of a SHA-512 block, and the longest that crypt(3) accepts. */
const LENGTHS = [
  1,
  2,
  15,
  16,
  17,
  31,
  32,
  33,
  ...[64, 128, 192, 256, 320, 384, 448].flatMap((n) => [n - 1, n, n + 1]),
  511,
];

test('a hash equals that of crypt(3), at every length that matters', async () => {
  const setting = { salt: 'abcdefghijklmnop', rounds: 1000 };
  for (const length of LENGTHS) {
    const password = 'lantern otter 78 '.repeat(31).slice(0, length);
    expect(await sha512Crypt(new Secret(password), setting), `${length} bytes`).toBe(
      await crypt(password, '$6$rounds=1000$abcdefghijklmnop'),
    );
  }
});

test('a password with special characters is hashed as its UTF-8 bytes', async () => {
  const hash = await sha512Crypt(new Secret(TRAPS));
  expect(hash).toBe(await crypt(TRAPS, hash));
  expect(hash).not.toBe(await crypt(`${TRAPS}x`, hash));
});
