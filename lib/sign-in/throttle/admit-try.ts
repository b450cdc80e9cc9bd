import type { Executor } from '@/db/connect';
import { countSignInTry, findSignInFailures, purgeSignInFailures } from '@/db/queries/sign-in-failures';
import { countInWindow, takeBackFromWindow } from '@/db/queries/throttle-windows';
import { after, before } from '@/lib/clock';
import type { Context } from '@/lib/context';
import { ok, type Refused, type Result } from '@/lib/result';
import type { Secret } from '@/lib/secret';
import { refuseClosed, refuseWait } from './refuse-throttled';
import { accountKey, passwordKey, sourceKey, triedKey } from './throttle-keys';
import {
  delayMs,
  delaysMs,
  FINGERPRINT_LIFE_MS,
  holdMs,
  MOST_FAILURES,
  PASSWORD,
  SOURCE,
  type Work,
} from './throttle-rules';

export interface SignInAttempt {
  /** Whose failures are counted: the whole address in its one spelling, whether or not there is such a mailbox. */
  account: string;
  secret: Secret;
  /** What its source has earned (`workFor`). */
  work: Work;
}

/**
 * A try that may go on to the hash. It is counted as a failure already, and stays one unless it succeeds: a process that
 * dies in between has spared nobody a count.
 */
export interface AdmittedTry {
  /**
   * The person is who they say: nothing is left of the account's failures, nor of what this try counted elsewhere.
   *
   * @param on the transaction that lets them in, or the pool
   * @returns what had failed before this try; undefined for nothing
   */
  succeeded(on: Executor): Promise<{ failures: number; since: Date } | undefined>;
  /** What a try from this source, or with this password, costs more. */
  work: Work;
}

export type ThrottleRefusal = 'throttle.wait' | 'throttle.closed';

/**
 * Lets a try of way 2 through to the hash, or says when to come again. It never asks whether there is such a mailbox.
 *
 * A password that was counted for this account within the last day is not counted again, anywhere: a phone that repeats
 * it does no harm. It waits like any other.
 *
 * @throws when the database is away: nothing is let through uncounted
 * @see docs/decisions/010-throttle.md
 */
export async function admitTry(ctx: Context, attempt: SignInAttempt): Promise<Result<AdmittedTry, ThrottleRefusal>> {
  const account = accountKey(ctx, attempt.account);
  const source = { ...SOURCE, key: sourceKey(ctx, ctx.address) };
  const password = { ...PASSWORD, key: passwordKey(ctx, attempt.secret) };

  const accounts = await countInWindow(ctx.db, password);
  const counted = await countSignInTry(ctx.db, {
    account,
    fingerprint: triedKey(ctx, attempt),
    heldUntil: after(ctx.now, holdMs(accounts)),
    now: ctx.now,
    knownSince: before(ctx.now, FINGERPRINT_LIFE_MS),
    delaysMs: delaysMs(attempt.work),
  });
  const isNew = counted !== undefined && !counted.isRepeated;
  await (isNew ? countInWindow(ctx.db, source) : takeBackFromWindow(ctx.db, password));

  if (!counted) return refuseForAccount(ctx, account, attempt.work);
  if (counted.heldUntil > ctx.now) return refuseWait(ctx, counted.heldUntil.getTime() - ctx.now.getTime());

  return ok({
    work: holdMs(accounts) > 0 ? 'raised' : attempt.work,
    succeeded: async (on) => {
      // Always in this order, so that of two who succeed neither holds a row that the other waits for.
      const [forgotten] = await purgeSignInFailures(on, [account]);
      for (const window of isNew ? [password, source] : []) await takeBackFromWindow(on, window);
      // This try was counted among them.
      const failures = (forgotten?.failures ?? 0) - 1;
      return forgotten && failures > 0 ? { failures, since: forgotten.since } : undefined;
    },
  });
}

async function refuseForAccount(ctx: Context, account: string, work: Work): Promise<Refused<ThrottleRefusal>> {
  const found = await findSignInFailures(ctx.db, account);
  if (found && found.failures >= MOST_FAILURES) return refuseClosed(ctx);
  // Forgotten in this very moment: then the shortest of waits.
  const until = found ? after(found.countedAt, delayMs(found.failures, work)) : ctx.now;
  return refuseWait(ctx, until.getTime() - ctx.now.getTime());
}
