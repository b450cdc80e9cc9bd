import { expect, test } from 'vitest';
import { refuseForGoogle } from '@/lib/password/refuse-for-google';
import { refuse } from '@/lib/result';
import { Secret } from '@/lib/secret';

test.each(['lantern otter 78 rain', 'a'.repeat(100), ' ~!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}'])(
  'a password that an English keyboard can type is accepted for Google: %s',
  (password) => expect(refuseForGoogle(new Secret(password))).toBeUndefined(),
);

test.each([
  'a'.repeat(101),
  'café lantern otter',
  '燈籠水獺七十八',
  'lantern otter 🔑',
  'lantern\u00a0otter',
  'lantern\totter',
])('a password that Google’s sign-in page does not accept is refused before it is set: %s', (password) =>
  expect(refuseForGoogle(new Secret(password))).toEqual(refuse('password.not_for_google', { most: 100 })),
);
