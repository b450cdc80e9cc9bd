import type { Context } from '@/lib/context';
import type { RefusalCode } from '@/lib/refusal-codes';
import type { Result } from '@/lib/result';

/** What became of one mailbox: done or refused; or `not_done`, since another one kept it from being done. */
export type EachOutcome<T, C extends RefusalCode> = Result<T, C> | 'not_done' | { readonly failed: unknown };

export interface Acted<T, C extends RefusalCode> {
  address: string;
  outcome: EachOutcome<T, C>;
}

export interface HowToAct {
  /** Does nothing, and says what it would do. */
  dryRun: boolean;
  /** One refusal, and nothing is done. Otherwise the others are done. */
  allOrNothing: boolean;
}

/** So many errors one after the other are no matter of single mailboxes: the database is away, for one. */
const ERRORS_IN_A_ROW = 3;

/** A transaction is given up in which all went as it should. */
class GivenUp extends Error {}

/**
 * Does one act with each of many mailboxes.
 *
 * @param act runs in a transaction on `ctx.db`
 * @returns what became of each, in the given order. An act that throws is told as `failed`; after three in a row the rest is
 *   `not_done`
 */
export async function actOnEach<T, C extends RefusalCode>(
  ctx: Context,
  addresses: readonly string[],
  { dryRun, allOrNothing }: HowToAct,
  act: (ctx: Context, address: string) => Promise<Result<T, C>>,
): Promise<Acted<T, C>[]> {
  if (!allOrNothing) {
    return inTurn(addresses, (address) =>
      dryRun ? withoutDoing(ctx, (within) => act(within, address)) : act(ctx, address),
    );
  }
  let acted: Acted<T, C>[] = [];
  const isEachAccepted = () => acted.every(({ outcome }) => isAccepted(outcome));
  await unlessGivenUp(ctx, async (within) => {
    // Each row stays locked to the end: two calls that name the same mailboxes lock them in one order.
    const inOrder = await inTurn(addresses.toSorted(), (address) => act(within, address));
    const byAddress = new Map(inOrder.map((one) => [one.address, one]));
    acted = addresses.flatMap((address) => byAddress.get(address) ?? []);
    return !dryRun && isEachAccepted();
  });
  return isEachAccepted()
    ? acted
    : acted.map((one) => (isAccepted(one.outcome) ? { ...one, outcome: 'not_done' } : one));
}

async function inTurn<T, C extends RefusalCode>(
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

/** The act in a transaction that is given up: what it says is what it would do. */
async function withoutDoing<T>(ctx: Context, act: (ctx: Context) => Promise<T>): Promise<T> {
  let outcome: { value: T } | undefined;
  await unlessGivenUp(ctx, async (within) => {
    outcome = { value: await act(within) };
    return false;
  });
  if (!outcome) throw new Error('a transaction was given up before it began');
  return outcome.value;
}

/** @param act says whether what it has done is to stand @returns the same */
async function unlessGivenUp(ctx: Context, act: (ctx: Context) => Promise<boolean>): Promise<boolean> {
  try {
    await ctx.db.transaction(async (tx) => {
      if (!(await act({ ...ctx, db: tx }))) throw new GivenUp();
    });
    return true;
  } catch (error) {
    if (error instanceof GivenUp) return false;
    throw error;
  }
}

const isAccepted = <T, C extends RefusalCode>(outcome: EachOutcome<T, C>): boolean =>
  typeof outcome === 'object' && 'ok' in outcome && outcome.ok;
