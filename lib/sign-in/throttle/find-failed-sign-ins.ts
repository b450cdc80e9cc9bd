import { findSignInBefore, listClearedFailures } from '@/db/queries/audit';
import { listSignInFailures } from '@/db/queries/sign-in-failures';
import type { MemberContext } from '@/lib/context';
import { accountKey } from './throttle-keys';
import { FREE_FAILURES, MOST_FAILURES } from './throttle-rules';

export interface FailedSignIns {
  /** The mailbox concerned. */
  address: string;
  /** The number of different wrong passwords: a repeated one counts once. */
  count: number;
  /** The time of the first. */
  since: Date;
  /** More than typing errors explain. */
  isMany: boolean;
  /** Whether the failures had closed way 2, and whether it is still closed. */
  wayTwo: 'open' | 'was_closed' | 'closed';
}

/**
 * Finds the failed sign-ins by way 2 at a person's mailboxes since their last sign-in: those that still count, and those
 * that were purged in the meantime, also by this very sign-in.
 *
 * The failures of a unit's mailbox concern its custodian: a session opened with the shared password gets none.
 *
 * @param mailboxes those in the scope of the session
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
  // Failures that the person has seen at the last sign-in appear again only while they keep way 2 closed.
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
