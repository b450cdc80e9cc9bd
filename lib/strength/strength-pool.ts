import { seconds } from '@/lib/clock';
import { createThreadPool, type ThreadPoolOptions } from '@/lib/hashing/thread-pool';
import type { Strength } from '@/lib/strength/strength';

export type StrengthQuestion = { readonly password: string; readonly words: readonly string[] };

export type StrengthPool = {
  /**
   * @param password in the form that `normalisePassword` gives
   * @param words    see `ownerWords`
   * @returns the strength; or 'busy' when too many requests are waiting, or when this one took too long
   * @throws Error when the thread died over this password
   */
  measure(password: string, words: readonly string[]): Promise<Strength | 'busy'>;
  close(): Promise<void>;
};

/** Forty times the duration of the worst password: on a busy machine a thread waits for the processor. */
const LIMIT_MS = seconds(3);

/** Measures passwords on a thread, so that no password, however hostile, blocks the server. */
export function createStrengthPool({ maxWaiting }: Pick<ThreadPoolOptions, 'maxWaiting'> = {}): StrengthPool {
  const body = new URL('./strength-thread.mjs', import.meta.url);
  const pool = createThreadPool<StrengthQuestion, Strength>({ body, maxWaiting, limitMs: LIMIT_MS });
  return { measure: (password, words) => pool.ask({ password, words }), close: pool.close };
}
