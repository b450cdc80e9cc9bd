import type { Context } from '@/lib/context';
import type { RefusalCode } from '@/lib/refusal-codes';
import type { Result } from '@/lib/result';

/** The outcome for one mailbox: done or refused; or `not_done`, because another mailbox prevented it. */
export type EachOutcome<T, C extends RefusalCode> = Result<T, C> | 'not_done' | { readonly failed: unknown };

export interface Acted<T, C extends RefusalCode> {
  address: string;
  outcome: EachOutcome<T, C>;
}

export interface HowToAct {
  /** Does nothing, and reports what would be done. */
  dryRun: boolean;
  /** A single refusal prevents everything. Otherwise the other mailboxes are done. */
  allOrNothing: boolean;
}

/** This many consecutive errors are not caused by single mailboxes; the database may be unreachable, for example. */
const ERRORS_IN_A_ROW = 3;

/** Rolls back a transaction that ran without an error. */
class RolledBack extends Error {}

/**
 * Performs one act on each of many mailboxes.
 *
 * @param act runs in a transaction on `ctx.db`
 * @returns the outcome of each, in the given order. An act that throws is reported as `failed`; after three consecutive
 *   errors the rest is `not_done`
 */
export async function actOnEach<T, C extends RefusalCode>(
  ctx: Context,
  addresses: readonly string[],
  { dryRun, allOrNothing }: HowToAct,
  act: (ctx: Context, address: string) => Promise<Result<T, C>>,
): Promise<Acted<T, C>[]> {
  if (!allOrNothing) {
    return oneByOne(addresses, (address) =>
      dryRun ? rehearse(ctx, (within) => act(within, address)) : act(ctx, address),
    );
  }
  let acted: Acted<T, C>[] = [];
  const isEachAccepted = () => acted.every(({ outcome }) => isAccepted(outcome));
  await commitIf(ctx, async (within) => {
    // Each row stays locked until the commit, so concurrent calls must lock the same mailboxes in the same order.
    const inOrder = await oneByOne(addresses.toSorted(), (address) => act(within, address));
    const byAddress = new Map(inOrder.map((one) => [one.address, one]));
    acted = addresses.flatMap((address) => byAddress.get(address) ?? []);
    return !dryRun && isEachAccepted();
  });
  return isEachAccepted()
    ? acted
    : acted.map((one) => (isAccepted(one.outcome) ? { ...one, outcome: 'not_done' } : one));
}

async function oneByOne<T, C extends RefusalCode>(
  addresses: readonly string[],
  act: (address: string) => Promise<Result<T, C>>,
): Promise<Acted<T, C>[]> {
  const acted: Acted<T, C>[] = [];
  let errorsInARow = 0;
  for (const address of addresses) {
    if (errorsInARow === ERRORS_IN_A_ROW) {
      acted.push({ address, outcome: 'not_done' });
      continue;
    }
    try {
      acted.push({ address, outcome: await act(address) });
      errorsInARow = 0;
    } catch (failed) {
      acted.push({ address, outcome: { failed } });
      errorsInARow += 1;
    }
  }
  return acted;
}

/** Runs the act in a transaction that is rolled back. @returns the outcome that it would have */
async function rehearse<T>(ctx: Context, act: (ctx: Context) => Promise<T>): Promise<T> {
  let outcome: { value: T } | undefined;
  await commitIf(ctx, async (within) => {
    outcome = { value: await act(within) };
    return false;
  });
  if (!outcome) throw new Error('the transaction was rolled back before it began');
  return outcome.value;
}

/** @param act returns whether to commit its transaction @returns the same */
async function commitIf(ctx: Context, act: (ctx: Context) => Promise<boolean>): Promise<boolean> {
  try {
    await ctx.db.transaction(async (tx) => {
      if (!(await act({ ...ctx, db: tx }))) throw new RolledBack();
    });
    return true;
  } catch (error) {
    if (error instanceof RolledBack) return false;
    throw error;
  }
}

const isAccepted = <T, C extends RefusalCode>(outcome: EachOutcome<T, C>): boolean =>
  typeof outcome === 'object' && 'ok' in outcome && outcome.ok;
