import { findLogsDetail } from '@/db/queries/mailboxes';
import type { MailboxContext } from '@/lib/context';

/** Whether folders, messages and recipients are stored from the mail logs. @param ctx the person manages `ctx.mailbox` */
export function hasLogDetail(ctx: Pick<MailboxContext, 'db' | 'mailbox'>): Promise<boolean> {
  return findLogsDetail(ctx.db, ctx.mailbox.id);
}
