/**
 * The delay before the next attempt, in milliseconds. It doubles with each attempt up to a ceiling, without end. A jitter
 * of a quarter spreads retries that would otherwise coincide.
 */
export function retryDelayMs(attempts: number, { first, longest }: { first: number; longest: number }): number {
  return withJitter(Math.min(first * 2 ** Math.min(attempts, 16), longest));
}

export const withJitter = (ms: number): number => ms * (0.75 + Math.random() / 2);
