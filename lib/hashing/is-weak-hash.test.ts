import { expect, test } from 'vitest';
import { isWeakHash } from './is-weak-hash';

const argon2id = (cost: string) => `{ARGON2ID}$argon2id$v=19$${cost}$c2FsdHNhbHQ$${'A'.repeat(43)}`;
const bcrypt = (cost: string) => `{BLF-CRYPT}$2y$${cost}$${'.'.repeat(53)}`;

test.each([
  [argon2id('m=19456,t=2,p=1'), false],
  [argon2id('m=7168,t=5,p=1'), false],
  [argon2id('m=7168,t=4,p=1'), true],
  [bcrypt('12'), false],
  [bcrypt('10'), false],
  [bcrypt('09'), true],
  [`{SSHA}${'A'.repeat(32)}`, true],
  [`{MD5-CRYPT}$1$salt$${'.'.repeat(22)}`, true],
  [`{SHA512-CRYPT}$6$rounds=100000$salt$${'.'.repeat(86)}`, true],
])('%s is weak: %s', (stored, isWeak) => {
  expect(isWeakHash(stored)).toBe(isWeak);
});
