import { expect, test } from 'vitest';
import { sha512Crypt } from '@/lib/password/sha512-crypt';
import { Secret } from '@/lib/secret';
import { crypt } from '../../support/crypt';

const TRAPS = 'Pä ssw0rd"\\{密碼}%u%w $2a$😀 ';

test('a hash is the one that crypt(3) computes, at every length from 1 to 200 bytes and up to the longest it takes', async () => {
  for (const length of [...Array.from({ length: 200 }, (_, at) => at + 1), 255, 256, 257, 320, 384, 448, 511]) {
    const password = 'lantern otter 78 '.repeat(31).slice(0, length);
    const setting = { salt: 'abcdefghijklmnop', rounds: 1000 };
    expect(await sha512Crypt(new Secret(password), setting), `${length} bytes`).toBe(
      await crypt(password, '$6$rounds=1000$abcdefghijklmnop'),
    );
  }
}, 60_000);

test('a password with every trap in it is hashed as its UTF-8 bytes', async () => {
  const hash = await sha512Crypt(new Secret(TRAPS));
  expect(hash).toBe(await crypt(TRAPS, hash));
  expect(hash).not.toBe(await crypt(`${TRAPS}x`, hash));
});
