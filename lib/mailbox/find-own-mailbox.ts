import { findMailboxOf } from '@/db/queries/mailboxes';
import type { MailboxContext, MemberContext } from '@/lib/context';
import { ok, type Result, refuse } from '@/lib/result';

/**
 * A mailbox in this person's hands, as of now. Somebody else's looks like none at all.
 *
 * @param address as it stands in the address of a page: any letter case
 */
export async function findOwnMailbox(
  ctx: MemberContext,
  address: string,
): Promise<Result<MailboxContext, 'mailbox.not_found'>> {
  const mailbox = await findMailboxOf(ctx.db, ctx.person.id, address.toLowerCase());
  // What was typed is not repeated: it may be anything.
  return mailbox ? ok({ ...ctx, mailbox }) : refuse('mailbox.not_found');
}
