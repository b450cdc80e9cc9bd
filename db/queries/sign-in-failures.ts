import { and, eq, inArray, lt, lte, ne, sql } from 'drizzle-orm';
import type { Executor } from '../connect';
import { arrayOf, isAnyOf, prepared } from '../prepared';
import { signInFailures } from '../schema/sign-in-failures';

export interface SignInTry {
  /** Keyed hash of the account. */
  account: string;
  /** Keyed hash of the account and the password together. */
  fingerprint: string;
  /** A password that is new to this account is held back until then. */
  heldUntil: Date;
  now: Date;
  /** A fingerprint is recognised as long as the account was tried after this moment. */
  knownSince: Date;
  /** At index n: the delay after n + 1 failures. Beyond the end of the list no attempt is admitted. */
  delaysMs: readonly number[];
}

export interface CountedTry {
  failures: number;
  /** This password was counted before, and is not counted again. */
  isRepeated: boolean;
  heldUntil: Date;
}

/**
 * Counts a failure before the attempt is verified. One statement decides under the row's lock, so that each of several
 * concurrent attempts sees the count of the one before.
 *
 * @returns undefined when the account's delay is not over or its last failure was counted: then nothing has changed
 */
export async function countSignInTry(on: Executor, attempt: SignInTry): Promise<CountedTry | undefined> {
  const { account, fingerprint, now } = attempt;
  const t = signInFailures;
  const at = sql.param(now, t.triedAt);
  const delays = `{${attempt.delaysMs.join(',')}}`;
  const isFresh = sql`${t.triedAt} > ${sql.param(attempt.knownSince, t.triedAt)}`;
  const isKnown = sql`(${isFresh} and ${t.tried} ? ${fingerprint})`;
  const thisOne = sql`jsonb_build_object(${fingerprint}::text, ${attempt.heldUntil.getTime()}::bigint)`;

  const [row] = await on
    .insert(t)
    .values({ account, failures: 1, since: now, countedAt: now, triedAt: now, tried: thisOne })
    .onConflictDoUpdate({
      target: t.account,
      set: {
        failures: sql`case when ${isKnown} then ${t.failures} else ${t.failures} + 1 end`,
        countedAt: sql`case when ${isKnown} then ${t.countedAt} else ${at} end`,
        triedAt: sql`greatest(${t.triedAt}, ${at})`,
        tried: sql`case when ${isKnown} then ${t.tried} when ${isFresh} then ${t.tried} || ${thisOne} else ${thisOne} end`,
      },
      // Beyond its end the array yields null, so the condition fails.
      setWhere: sql`${t.countedAt} + (${delays}::bigint[])[${t.failures}] * interval '1 millisecond' <= ${at}`,
    })
    .returning({
      failures: t.failures,
      // A new row has no old values.
      isRepeated: sql<boolean>`coalesce(old.failures = new.failures, false)`,
      heldUntil: sql<number>`(${t.tried} ->> ${fingerprint})::float8`,
    });
  return row && { ...row, heldUntil: new Date(row.heldUntil) };
}

export interface SignInFailures {
  failures: number;
  since: Date;
  countedAt: Date;
}

export interface FailuresOfAccount {
  /** Keyed hash of the account. */
  account: string;
  failures: number;
  since: Date;
}

const FAILURES_OF_ACCOUNT = {
  account: signInFailures.account,
  failures: signInFailures.failures,
  since: signInFailures.since,
};

export async function findSignInFailures(on: Executor, account: string): Promise<SignInFailures | undefined> {
  const { failures, since, countedAt } = signInFailures;
  const [row] = await on
    .select({ failures, since, countedAt })
    .from(signInFailures)
    .where(eq(signInFailures.account, account));
  return row;
}

/** Lists the failures of those accounts that have any. */
export async function listSignInFailures(
  on: Executor,
  accounts: readonly string[],
): Promise<(FailuresOfAccount & { triedAt: Date })[]> {
  if (accounts.length === 0) return [];
  return failuresOf(on, undefined).execute({ accounts: arrayOf(accounts) });
}

const failuresOf = prepared((on) =>
  on
    .select({ ...FAILURES_OF_ACCOUNT, triedAt: signInFailures.triedAt })
    .from(signInFailures)
    .where(isAnyOf(signInFailures.account, 'accounts', 'text'))
    .prepare('failures_of'),
);

/** @returns the purged failures, for the accounts that had any */
export async function purgeSignInFailures(on: Executor, accounts: readonly string[]): Promise<FailuresOfAccount[]> {
  if (accounts.length === 0) return [];
  return on
    .delete(signInFailures)
    .where(inArray(signInFailures.account, [...accounts]))
    .returning(FAILURES_OF_ACCOUNT);
}

export async function purgeTriedFingerprints(on: Executor, triedBefore: Date): Promise<void> {
  const isLeft = ne(signInFailures.tried, sql`'{}'::jsonb`);
  await on
    .update(signInFailures)
    .set({ tried: {} })
    .where(and(lt(signInFailures.triedAt, triedBefore), isLeft));
}

export async function purgeFewFailures(on: Executor, few: { most: number; triedBefore: Date }): Promise<void> {
  await on
    .delete(signInFailures)
    .where(and(lt(signInFailures.triedAt, few.triedBefore), lte(signInFailures.failures, few.most)));
}
