import { ok, type Result } from '@/lib/result';
import { Secret } from '@/lib/secret';
import { normalisePassword, type ReadRefusal } from '@/lib/strength/normalise-password';

/**
 * Reads every typed password, new or current. A password set in one spelling must also work in another, and a refused text
 * must never reach a hash, a meter or a directory.
 *
 * @param typed as the form sent it
 * @returns the password in NFC, or why it cannot be one (see `normalisePassword` for order and detail)
 */
export function readPassword(typed: string): Result<Secret, ReadRefusal> {
  const password = normalisePassword(typed);
  return password.ok ? ok(new Secret(password.value)) : password;
}
