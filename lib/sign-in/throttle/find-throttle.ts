import { findSignInFailures } from '@/db/queries/sign-in-failures';
import { after } from '@/lib/clock';
import type { Context } from '@/lib/context';
import { accountKey } from './throttle-keys';
import { delayMs, MOST_FAILURES } from './throttle-rules';

export interface Throttle {
  /** In a row, since the last sign-in. */
  failures: number;
  /** The time of the first. */
  since: Date | null;
  /** When the next attempt may be made from a usual source; null when way 2 is closed. */
  nextTryAt: Date | null;
  isClosed: boolean;
}

/**
 * Finds the state of way 2 for an account.
 *
 * @param address in its canonical spelling; the mailbox need not exist
 */
export async function findThrottle(ctx: Context, address: string): Promise<Throttle> {
  const found = await findSignInFailures(ctx.db, accountKey(ctx, address));
  if (!found) return { failures: 0, since: null, nextTryAt: ctx.now, isClosed: false };
  const { failures, since, countedAt } = found;
  if (failures >= MOST_FAILURES) return { failures, since, nextTryAt: null, isClosed: true };
  const delayEndsAt = after(countedAt, delayMs(failures, 'usual'));
  const nextTryAt = new Date(Math.max(delayEndsAt.getTime(), ctx.now.getTime()));
  return { failures, since, nextTryAt, isClosed: false };
}
