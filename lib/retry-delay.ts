/**
 * The delay before the next attempt, in milliseconds: it doubles with each up to a ceiling, for ever. The jitter of a
 * quarter keeps many from coming back at one moment.
 */
export function retryDelayMs(attempts: number, { first, longest }: { first: number; longest: number }): number {
  return withJitter(Math.min(first * 2 ** Math.min(attempts, 16), longest));
}

export const withJitter = (ms: number): number => ms * (0.75 + Math.random() / 2);
