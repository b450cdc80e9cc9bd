import { ok, type Result } from '@/lib/result';
import { Secret } from '@/lib/secret';
import { normalisePassword, type ReadRefusal } from '@/lib/strength/normalise-password';

/**
 * Every typed password comes in through here, whether it is being set or tried: what was set through one spelling
 * must open the mailbox through another, and what is refused must never reach a hash, a meter or a directory.
 *
 * @param typed as the form brought it
 * @returns the password in NFC, or why it cannot be one (see `normalisePassword` for order and detail)
 */
export function readPassword(typed: string): Result<Secret, ReadRefusal> {
  const password = normalisePassword(typed);
  return password.ok ? ok(new Secret(password.value)) : password;
}
