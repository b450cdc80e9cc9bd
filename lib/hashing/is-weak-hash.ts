import { readStoredHash } from './stored-hash';

/** KiB times iterations. OWASP's minimum for argon2id is 7 MiB and five iterations. */
const LEAST_ARGON2ID_WORK = 35_840;
const LEAST_BCRYPT_COST = 10;

/**
 * Whether an attacker with a copy of the stored hash could try tens of thousands of passwords a second or more: any
 * scheme except argon2id and bcrypt with at least OWASP's minimum parameters.
 *
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
 */
export function isWeakHash(stored: string): boolean {
  const read = readStoredHash(stored);
  if (read?.scheme === 'argon2id') {
    const [, memory, rounds] = /m=(\d+),t=(\d+)/.exec(read.hash) ?? [];
    return Number(memory) * Number(rounds) < LEAST_ARGON2ID_WORK;
  }
  if (read?.scheme === 'bcrypt') return Number(/^\$2[aby]\$(\d\d)/.exec(read.hash)?.[1]) < LEAST_BCRYPT_COST;
  return true;
}
