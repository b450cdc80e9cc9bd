import { findSignInBefore, listClearedFailures } from '@/db/queries/audit';
import { listSignInFailures } from '@/db/queries/sign-in-failures';
import type { MemberContext } from '@/lib/context';
import { accountKey } from './throttle-keys';
import { FREE_FAILURES, MOST_FAILURES } from './throttle-rules';

export interface FailedSignIns {
  /** The mailbox at which they were. */
  address: string;
  /** Different wrong passwords: one that is repeated counts once. */
  count: number;
  /** When the first of them was. */
  since: Date;
  /** More than somebody mistypes. */
  isMany: boolean;
  /** Whether so many had closed way 2, and whether it is closed still. */
  wayTwo: 'open' | 'was_closed' | 'closed';
}

/**
 * What a person is told of sign-ins by way 2 that failed at their mailboxes since they signed in the last time: those that
 * stand still, and those that were cleared meanwhile, by this very sign-in too.
 *
 * A unit's mailbox is its custodian's business: whoever came with its shared password is told nothing.
 *
 * @param mailboxes those within reach of the session
 */
export async function findFailedSignIns(
  ctx: MemberContext,
  mailboxes: readonly { id: string; address: string }[],
): Promise<FailedSignIns[]> {
  const { person, session } = ctx;
  if (session.limitedTo) return [];
  const accounts = new Map(mailboxes.map(({ id, address }) => [accountKey(ctx, address), id]));
  const signedInBefore = await findSignInBefore(ctx.db, person.id, session.createdAt);
  const [cleared, standing] = await Promise.all([
    listClearedFailures(ctx.db, { mailboxIds: mailboxes.map(({ id }) => id), after: signedInBefore }),
    listSignInFailures(ctx.db, [...accounts.keys()]),
  ]);
  // What was told the last time, and nobody has tried since, is told again only while it closes way 2.
  const isNews = ({ failures, triedAt }: (typeof standing)[number]) =>
    failures >= MOST_FAILURES || !signedInBefore || triedAt > signedInBefore;
  const open = standing.filter(isNews);

  return mailboxes.flatMap(({ id, address }) => {
    const before = cleared.find(({ mailboxId }) => mailboxId === id);
    const now = open.find(({ account }) => accounts.get(account) === id);
    const since = before?.since ?? now?.since;
    if (!since) return [];
    const count = (before?.failures ?? 0) + (now?.failures ?? 0);
    const isClosed = now !== undefined && now.failures >= MOST_FAILURES;
    const wayTwo = isClosed ? 'closed' : before?.wasClosed ? 'was_closed' : 'open';
    return [{ address, count, since, isMany: count > FREE_FAILURES, wayTwo }];
  });
}
