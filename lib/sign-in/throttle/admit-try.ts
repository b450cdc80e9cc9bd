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
  /**
   * The account whose failures are counted: the whole address in its canonical spelling, whether or not the mailbox
   * exists.
   */
  account: string;
  secret: Secret;
  /** How much work its source has to do (`workFor`). */
  work: Work;
}

/**
 * An attempt that may proceed to the hash. It is already counted as a failure, and stays one unless it succeeds: a crash in
 * between does not lose the count.
 */
export interface AdmittedTry {
  /**
   * The password was right: purges the account's failures, and what this attempt counted elsewhere.
   *
   * @param on the transaction of the sign-in, or the pool
   * @returns the failures before this attempt; undefined when there were none
   */
  succeeded(on: Executor): Promise<{ failures: number; since: Date } | undefined>;
  /** The work of an attempt from this source, or with this password. */
  work: Work;
}

export type ThrottleRefusal = 'throttle.wait' | 'throttle.closed';

/**
 * Admits an attempt of way 2 to the hash, or refuses it with the time to wait. It never looks up whether the mailbox exists.
 *
 * A password that was counted for this account within the last day is not counted again, in any counter: a phone that
 * repeats it does no harm. It waits like any other.
 *
 * @throws when the database is unavailable: no attempt passes uncounted
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
      // Always in this order, so that two concurrent successes cannot deadlock.
      const [purged] = await purgeSignInFailures(on, [account]);
      for (const window of isNew ? [password, source] : []) await takeBackFromWindow(on, window);
      // This attempt was counted among them.
      const failures = (purged?.failures ?? 0) - 1;
      return purged && failures > 0 ? { failures, since: purged.since } : undefined;
    },
  });
}

async function refuseForAccount(ctx: Context, account: string, work: Work): Promise<Refused<ThrottleRefusal>> {
  const found = await findSignInFailures(ctx.db, account);
  if (found && found.failures >= MOST_FAILURES) return refuseClosed(ctx);
  // Another request has just purged the failures: then the shortest wait.
  const until = found ? after(found.countedAt, delayMs(found.failures, work)) : ctx.now;
  return refuseWait(ctx, until.getTime() - ctx.now.getTime());
}
