import { findMailboxOf } from '@/db/queries/mailboxes';
import type { MailboxContext, MemberContext } from '@/lib/context';
import { ok, type Result, refuse } from '@/lib/result';

/** As the database holds it: whatever is of another form is nobody's, and never becomes a question. */
const ADDRESS = /^[a-z0-9][a-z0-9._-]{0,63}@[a-z0-9.-]{3,190}$/;

/**
 * A mailbox in this person's hands, as of now. Somebody else's looks like none at all.
 *
 * @param address as it stands in the address of a page: any letter case
 */
export async function findOwnMailbox(
  ctx: MemberContext,
  address: string,
): Promise<Result<MailboxContext, 'mailbox.not_found'>> {
  const wanted = address.toLowerCase();
  const mailbox = ADDRESS.test(wanted) ? await findMailboxOf(ctx.db, ctx.person.id, wanted) : undefined;
  // What was typed is not repeated: it may be anything.
  return mailbox ? ok({ ...ctx, mailbox }) : refuse('mailbox.not_found');
}
