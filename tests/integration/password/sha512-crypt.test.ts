import { expect, test } from 'vitest';
import { sha512Crypt } from '@/lib/hashing/sha512-crypt';
import { Secret } from '@/lib/secret';
import { crypt } from '../../support/crypt';

const TRAPS = 'Pä ssw0rd"\\{密碼}%u%w $2a$😀 ';

/** Around every multiple of a block of SHA-512, and the longest that crypt(3) takes. */
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

test('a hash is the one that crypt(3) computes, at every length that matters', async () => {
  const setting = { salt: 'abcdefghijklmnop', rounds: 1000 };
  for (const length of LENGTHS) {
    const password = 'lantern otter 78 '.repeat(31).slice(0, length);
    expect(await sha512Crypt(new Secret(password), setting), `${length} bytes`).toBe(
      await crypt(password, '$6$rounds=1000$abcdefghijklmnop'),
    );
  }
});

test('a password with every trap in it is hashed as its UTF-8 bytes', async () => {
  const hash = await sha512Crypt(new Secret(TRAPS));
  expect(hash).toBe(await crypt(TRAPS, hash));
  expect(hash).not.toBe(await crypt(`${TRAPS}x`, hash));
});
