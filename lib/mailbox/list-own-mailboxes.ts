import { listMailboxesOf, type Mailbox } from '@/db/queries/mailboxes';
import type { MemberContext } from '@/lib/context';
import { reachOf } from './reach';

export type { Mailbox };

/** The mailboxes within a session's reach: the person's own first, then those they are custodian of. */
export function listOwnMailboxes(ctx: MemberContext): Promise<Mailbox[]> {
  return listMailboxesOf(ctx.db, reachOf(ctx));
}
