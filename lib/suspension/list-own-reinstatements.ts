import { type LiftByChange, listLiftsByChange } from '@/db/queries/suspensions';
import { before, days } from '@/lib/clock';
import type { MemberContext } from '@/lib/context';
import type { Mailbox } from '@/lib/mailbox/list-own-mailboxes';

/** How long pages show that a mailbox was reinstated. */
const SHOWN_FOR_MS = days(1);

/** The effect of an owner's change on the suspension of their mailbox. */
export interface OwnReinstatement {
  changeId: string;
  /** From this time every mail system accepts the mailbox again; null while it is being reinstated. */
  inForceAt: Date | null;
}

/**
 * Lists the mailboxes that their owner's new password is reinstating now, or has reinstated within a day, by their id. A
 * mailbox that was suspended again since is left out.
 */
export async function listOwnReinstatements(
  ctx: Pick<MemberContext, 'db' | 'now'>,
  mailboxes: readonly Mailbox[],
): Promise<ReadonlyMap<string, OwnReinstatement>> {
  const lifts = await listLiftsByChange(
    ctx.db,
    mailboxes.filter(({ state }) => state !== 'closed').map(({ id }) => id),
  );
  const shown = lifts.filter(({ inForceAt }) => inForceAt === null || inForceAt > before(ctx.now, SHOWN_FOR_MS));
  return new Map(shown.map(({ mailboxId, changeId, inForceAt }: LiftByChange) => [mailboxId, { changeId, inForceAt }]));
}
