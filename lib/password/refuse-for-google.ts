import { type Refused, refuse } from '@/lib/result';
import type { Secret } from '@/lib/secret';

const MOST = 100;
const PRINTABLE_ASCII = /^[ -~]*$/;

/**
 * Refuses a password that would be of no use at Google. Google accepts its hash, but its sign-in page does not accept the
 * password.
 *
 * @param secret in the form that `readPassword` gives
 * @see https://support.google.com/a/answer/33386 ("Name and password guidelines": ASCII characters)
 */
export function refuseForGoogle(secret: Secret): Refused<'password.not_for_google'> | undefined {
  const password = secret.reveal();
  const fits = password.length <= MOST && PRINTABLE_ASCII.test(password);
  return fits ? undefined : refuse('password.not_for_google', { most: MOST });
}
