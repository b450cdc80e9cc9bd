import { type Refused, refuse } from '@/lib/result';

/** Code points. Only the minimum can be configured, and never below 8. @see NIST SP 800-63B-4 §3.1.1.2 */
export const LEAST_MIN_CHARACTERS = 8;
export const DEFAULT_MIN_CHARACTERS = 15;
export const MAX_CHARACTERS = 128;

/** Lengths in code points, both included. */
export type PasswordLimits = { readonly min: number; readonly max: number };

export type RuleRefusal = 'password.too_short' | 'password.too_long';

export type RulesVerdict = {
  /** Code points, shown while typing. */
  readonly count: number;
  readonly refusal: Refused<RuleRefusal> | null;
};

/** @throws RangeError when the minimum is not a whole number from 8 to 128: the program refuses to start */
export function passwordLimits(min: number = DEFAULT_MIN_CHARACTERS): PasswordLimits {
  if (!Number.isInteger(min) || min < LEAST_MIN_CHARACTERS || min > MAX_CHARACTERS) {
    throw new RangeError(
      `The shortest password must be ${LEAST_MIN_CHARACTERS} to ${MAX_CHARACTERS} characters, not ${min}`,
    );
  }
  return { min, max: MAX_CHARACTERS };
}

/** Code points, so that an emoji or a rare Chinese character counts as the one character it looks like. */
export const countCharacters = (password: string): number => [...password].length;

/**
 * Checks the rules of length, for ticking live in the browser and for refusing on the server.
 *
 * @param password in the form that `normalisePassword` gives
 */
export function checkRules(password: string, limits: PasswordLimits): RulesVerdict {
  const count = countCharacters(password);
  const detail = { ...limits, count };
  if (count < limits.min) return { count, refusal: refuse('password.too_short', detail) };
  return { count, refusal: count > limits.max ? refuse('password.too_long', detail) : null };
}
