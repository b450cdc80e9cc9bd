import { lt } from 'drizzle-orm';
import { RateLimiterDrizzle } from 'rate-limiter-flexible';
import type { Executor } from '../connect';
import { throttleWindows } from '../schema/throttle-windows';

export interface Window {
  /** The kind of counter: failures of one source, accounts of one password … */
  name: string;
  seconds: number;
  /** A keyed hash of the subject: the source, the password, the mailbox. */
  key: string;
}

/** Counts one more, in one atomic statement. @returns the count of this window, this one included */
export async function countInWindow(on: Executor, window: Window): Promise<number> {
  const { consumedPoints } = await limiterOf(on, window).penalty(window.key);
  return consumedPoints;
}

export async function takeBackFromWindow(on: Executor, window: Window): Promise<void> {
  await limiterOf(on, window).reward(window.key);
}

/** Reads the count, and the milliseconds until the window ends, without counting. */
export async function readWindow(on: Executor, window: Window): Promise<{ count: number; endsInMs: number }> {
  const found = await limiterOf(on, window).get(window.key);
  return { count: found?.consumedPoints ?? 0, endsInMs: found?.msBeforeNext ?? 0 };
}

export async function purgeWindows(on: Executor, overBefore: Date): Promise<void> {
  await on.delete(throttleWindows).where(lt(throttleWindows.expire, overBefore));
}

/** The rules of the throttle interpret the counts, so the limiter has no limit of its own. */
function limiterOf(on: Executor, { name, seconds }: Window): RateLimiterDrizzle {
  return new RateLimiterDrizzle({
    storeClient: on,
    schema: throttleWindows,
    keyPrefix: name,
    points: Number.MAX_SAFE_INTEGER,
    duration: seconds,
    clearExpiredByTimeout: false,
  });
}
