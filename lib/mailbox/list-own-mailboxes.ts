import { listMailboxesOf, type Mailbox } from '@/db/queries/mailboxes';
import type { MemberContext } from '@/lib/context';

export type { Mailbox };

/** The mailboxes in a person's hands: their own first, then those they are custodian of. */
export function listOwnMailboxes(ctx: MemberContext): Promise<Mailbox[]> {
  return listMailboxesOf(ctx.db, ctx.person.id);
}
