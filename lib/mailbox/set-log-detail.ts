import { setLogsDetail } from '@/db/queries/mailboxes';
import { audit } from '@/lib/audit/audit';
import type { MailboxContext } from '@/lib/context';

/**
 * Switches the detail of a mailbox's logs on or off. Without it, folders, messages and recipients are no longer stored; what
 * is stored already stays until its retention ends.
 *
 * @param ctx the person manages `ctx.mailbox`
 */
export async function setLogDetail(ctx: MailboxContext, isOn: boolean): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    if (await setLogsDetail(tx, ctx.mailbox.id, isOn))
      await audit(tx, ctx, 'mailbox.log_detail_set', { mailboxId: ctx.mailbox.id }, { isOn });
  });
}
