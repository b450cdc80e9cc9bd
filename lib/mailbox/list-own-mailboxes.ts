import { listMailboxesOf, type Mailbox } from '@/db/queries/mailboxes';
import type { MemberContext } from '@/lib/context';
import { mailboxScopeOf } from './mailbox-scope';

export type { Mailbox };

/** Lists the open mailboxes in a session's scope: the person's own first, then those they are custodian of. */
export function listOwnMailboxes(ctx: MemberContext): Promise<Mailbox[]> {
  return listMailboxesOf(ctx.db, mailboxScopeOf(ctx));
}

/** Includes closed mailboxes, so that their holder sees their state. */
export function listOwnMailboxesWithClosed(ctx: MemberContext): Promise<Mailbox[]> {
  return listMailboxesOf(ctx.db, mailboxScopeOf(ctx), { withClosed: true });
}
