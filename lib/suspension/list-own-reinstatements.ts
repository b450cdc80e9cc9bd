import { type LiftByChange, listLiftsByChange } from '@/db/queries/suspensions';
import { before, days } from '@/lib/clock';
import type { MemberContext } from '@/lib/context';
import type { Mailbox } from '@/lib/mailbox/list-own-mailboxes';

/** For so long a person who looks is told that their mailbox is back. */
const TOLD_FOR_MS = days(1);

/** What an owner's change has made of the suspension of their mailbox. */
export interface OwnReinstatement {
  changeId: string;
  /** Since when every mail system lets the mailbox be used again; null while it is being reinstated. */
  inForceAt: Date | null;
}

/**
 * The mailboxes that their owner's new password reinstates at this moment, or has reinstated within a day, by their id.
 * What was suspended anew since is not among them.
 */
export async function listOwnReinstatements(
  ctx: Pick<MemberContext, 'db' | 'now'>,
  mailboxes: readonly Mailbox[],
): Promise<ReadonlyMap<string, OwnReinstatement>> {
  const lifts = await listLiftsByChange(
    ctx.db,
    mailboxes.filter(({ state }) => state !== 'closed').map(({ id }) => id),
  );
  const told = lifts.filter(({ inForceAt }) => inForceAt === null || inForceAt > before(ctx.now, TOLD_FOR_MS));
  return new Map(told.map(({ mailboxId, changeId, inForceAt }: LiftByChange) => [mailboxId, { changeId, inForceAt }]));
}
