import { ok, type Result, refuse } from '@/lib/result';
import type { Secret } from '@/lib/secret';
import type { BreachedPasswords } from '@/lib/strength/breached/breached-passwords';
import { type AboutOwner, isCampusWord, isOwnData, ownerWords } from '@/lib/strength/owner-words';
import { checkRules, type PasswordLimits, type RuleRefusal } from '@/lib/strength/password-rules';
import { MINIMUM_SCORE, type Strength } from '@/lib/strength/strength';
import type { StrengthPool } from '@/lib/strength/strength-pool';

export type PasswordRefusal =
  | RuleRefusal
  | 'password.own_data'
  | 'password.campus_word'
  | 'password.common'
  | 'password.breached'
  | 'password.too_weak'
  | 'service.busy';

export type JudgingTools = {
  readonly limits: PasswordLimits;
  readonly strength: Pick<StrengthPool, 'measure'>;
  readonly breached: Pick<BreachedPasswords, 'has'>;
};

/**
 * Decides whether a password may be set, as far as possible without the stored passwords. The cheap checks come first.
 *
 * @param secret as `readPassword` returned it
 * @param about  the owner of the password
 * @returns its strength, 好 (GOOD) or better; or the first reason against it: its length (`min`, `max`, `count`), made of
 *   the owner's data, made of campus words, a common password, a breached one, too weak (`score` 0 to 2, and zxcvbn's
 *   `warning` or "none"); or `service.busy` when too many passwords wait to be measured, or this one took too long
 * @throws Error when the meter's thread failed, or the file of breached passwords cannot be read
 */
export async function judgePassword(
  secret: Secret,
  about: AboutOwner,
  { limits, strength, breached }: JudgingTools,
): Promise<Result<Strength, PasswordRefusal>> {
  const password = secret.reveal();

  const { refusal } = checkRules(password, limits);
  if (refusal) return refusal;
  if (isOwnData(password, about)) return refuse('password.own_data');
  if (isCampusWord(password, about)) return refuse('password.campus_word');

  const measured = await strength.measure(password, ownerWords(about));
  if (measured === 'busy') return refuse('service.busy');
  if (measured.warning === 'common') return refuse('password.common');
  if (await breached.has(secret)) return refuse('password.breached');
  if (measured.score < MINIMUM_SCORE) {
    return refuse('password.too_weak', { score: measured.score, warning: measured.warning ?? 'none' });
  }
  return ok(measured);
}
