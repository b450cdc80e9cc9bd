import { expect, test } from 'vitest';
import { GOOGLE_HASH, sha512Crypt } from '@/lib/hashing/sha512-crypt';
import { Secret } from '@/lib/secret';

const TRAPS = 'Pä ssw0rd"\\{密碼}%u%w $2a$😀 ';

/** @see https://www.akkadia.org/drepper/SHA-crypt.txt, test vectors */
test('a published test vector is reproduced', async () => {
  const text = 'a very much longer text to encrypt.  This one even stretches over morethan one line.';
  expect(await sha512Crypt(new Secret(text), { salt: 'anotherlongsalts', rounds: 1400 })).toBe(
    '$6$rounds=1400$anotherlongsalts$POfYwTEok97VWcjxIiSOjiykti.o/pQs.wPvMxQ6Fm7I6IoYN3CmLs66x9t0oSwbtEW7o7UmJEiDwGqd8p4ur1',
  );
});

/** Computed by crypt(3) of glibc; integration tests compare many more with it. */
test.each([
  {
    bytes: 34,
    password: TRAPS,
    hash: 'Vv9eKDpP0DlPxn9uoZd2.qNSF44aSqWFtB.utJdLRGQSpA8Htfk9JPuk.J4SNmnMNgMXLYk00g1ZHUfB7VQLq/',
  },
  {
    bytes: 63,
    password: 'a'.repeat(63),
    hash: 'q9tNF8UASOHKoasiBUeByIjWpwOjA/Gw99xHhLObJmJRWXpEGevbNPu1nOarFeSxc9YS44eKdFXFc3npCgIx21',
  },
  {
    bytes: 64,
    password: 'a'.repeat(64),
    hash: 'xC4m5OUAeoTAkBmJbrQU/TZv0VNI0MD6a8xEO3Gyw/wtr/escg8bRKk.PHJv5JYIXg5FpYgMSCgeM0INbJ87L1',
  },
  {
    bytes: 65,
    password: 'a'.repeat(65),
    hash: 'UH7kHTmgOCRX0/ZtHDVeql8kQDUdqdvcxQOPD0cD2nzWT8zDqR4KHohIevyDZhLezGzBddR6mXc42VcEyjZAD/',
  },
  {
    bytes: 128,
    password: 'a'.repeat(128),
    hash: 'KIoqw9JDB12Gze.8JkBqhhVKwQxZou4CTICtb61i//o.Z/Bynq0laDfEfHFCSskBWx1Ez3RKpQdQn99pzwf4F.',
  },
])('a password of $bytes bytes is hashed as by crypt(3), also at block boundaries', async ({ password, hash }) => {
  expect(await sha512Crypt(new Secret(password), { salt: 'abcdefghijklmnop', rounds: 1000 })).toBe(
    `$6$rounds=1000$abcdefghijklmnop$${hash}`,
  );
});

test('the form is the one that Google accepts: the maximum of rounds, a salt of 16 characters', async () => {
  const hash = await sha512Crypt(new Secret('lantern otter 78'));
  expect(hash).toMatch(GOOGLE_HASH);
  expect(hash).toMatch(/^\$6\$rounds=10000\$/);
  expect(hash.replace('10000', '10001')).not.toMatch(GOOGLE_HASH);
});

test('the salt is new each time, and uses every character of the alphabet', async () => {
  const hashes = await Promise.all(Array.from({ length: 200 }, () => sha512Crypt(new Secret('x'), { rounds: 1000 })));
  const salts = hashes.map((hash) => hash.split('$')[3] ?? '');
  expect(new Set(salts).size).toBe(200);
  expect(new Set(salts.join('')).size).toBe(64);
});

test('the event loop keeps running while a hash is computed', async () => {
  let served = 0;
  const timer = setImmediate(function serve() {
    served += 1;
    next = setImmediate(serve);
  });
  let next = timer;
  await sha512Crypt(new Secret('lantern otter 78'));
  clearImmediate(next);
  expect(served).toBeGreaterThanOrEqual(20);
});
