import { listMailboxesOf, type Mailbox } from '@/db/queries/mailboxes';
import type { MemberContext } from '@/lib/context';
import { mailboxScopeOf } from './mailbox-scope';

export type { Mailbox };

/** The open mailboxes within a session's reach: the person's own first, then those they are custodian of. */
export function listOwnMailboxes(ctx: MemberContext): Promise<Mailbox[]> {
  return listMailboxesOf(ctx.db, mailboxScopeOf(ctx));
}

/** The same with those that were closed: their holder sees what became of them. */
export function listOwnMailboxesWithClosed(ctx: MemberContext): Promise<Mailbox[]> {
  return listMailboxesOf(ctx.db, mailboxScopeOf(ctx), { withClosed: true });
}
