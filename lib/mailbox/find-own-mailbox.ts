import { findMailboxOf } from '@/db/queries/mailboxes';
import { accountInLog, recordSecurityEvent } from '@/lib/audit/record-security-event';
import { MAILBOX_ADDRESS } from '@/lib/campus/address-form';
import type { MailboxContext, MemberContext } from '@/lib/context';
import { ok, type Result, refuse } from '@/lib/result';
import { mailboxScopeOf } from './mailbox-scope';

/**
 * Finds an open mailbox that the person currently manages. Another person's mailbox is refused like one that does not
 * exist.
 *
 * @param address from a page's URL, in any letter case
 */
export async function findOwnMailbox<C extends MemberContext>(
  ctx: C,
  address: string,
): Promise<Result<C & MailboxContext, 'mailbox.not_found' | 'mailbox.closed'>> {
  const wanted = address.toLowerCase();
  const mailbox = MAILBOX_ADDRESS.test(wanted) ? await findMailboxOf(ctx.db, mailboxScopeOf(ctx), wanted) : undefined;
  // The refusal does not repeat the input, which may be any text.
  if (!mailbox) {
    const tried = await accountInLog(ctx, wanted);
    recordSecurityEvent(ctx, 'access.denied', 'account' in tried ? 'mailbox' : 'unknown_mailbox', tried);
    return refuse('mailbox.not_found');
  }
  return mailbox.state === 'closed' ? refuse('mailbox.closed', { address: wanted }) : ok({ ...ctx, mailbox });
}
