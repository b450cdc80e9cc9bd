import { lt } from 'drizzle-orm';
import { RateLimiterDrizzle } from 'rate-limiter-flexible';
import type { Executor } from '../connect';
import { throttleWindows } from '../schema/throttle-windows';

export interface Window {
  /** What is counted: failures of one source, accounts of one password … */
  name: string;
  seconds: number;
  /** Whose window it is, as a keyed hash. */
  key: string;
}

/** Counts one more, by one atomic statement. @returns how many it are in this window, this one among them */
export async function countInWindow(on: Executor, window: Window): Promise<number> {
  const { consumedPoints } = await limiterOf(on, window).penalty(window.key);
  return consumedPoints;
}

export async function takeBackFromWindow(on: Executor, window: Window): Promise<void> {
  await limiterOf(on, window).reward(window.key);
}

/** @returns how many were counted, and in how many milliseconds the window ends; nothing is counted by it */
export async function readWindow(on: Executor, window: Window): Promise<{ count: number; endsInMs: number }> {
  const found = await limiterOf(on, window).get(window.key);
  return { count: found?.consumedPoints ?? 0, endsInMs: found?.msBeforeNext ?? 0 };
}

export async function purgeWindows(on: Executor, overBefore: Date): Promise<void> {
  await on.delete(throttleWindows).where(lt(throttleWindows.expire, overBefore));
}

/** What a count means is decided by the rules of the throttle, so the limiter has no limit of its own. */
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
