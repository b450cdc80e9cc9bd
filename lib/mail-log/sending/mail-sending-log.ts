import { minutes } from '@/lib/clock';
import type { MailboxContext } from '@/lib/context';
import { tellSender } from '@/lib/notice/tell-sender';
import { ok, type Result, refuse } from '@/lib/result';
import { listSendingDays } from './list-sending-days';

/** Several requests within this time make one mail. */
const ONE_MAIL_WITHIN_MS = minutes(10);

/**
 * Mails the daily counts to the mailbox, or to the confirmed contact addresses while the mailbox is suspended and nobody can
 * read it.
 *
 * @returns the number of addresses
 */
export async function mailSendingLog(ctx: MailboxContext): Promise<Result<number, 'sending_log.nowhere'>> {
  const days = (await listSendingDays(ctx)).filter(({ total }) => total > 0);
  const period = Math.floor(ctx.now.getTime() / ONE_MAIL_WITHIN_MS);
  const mailboxId = ctx.mailbox.id;
  const event = `sending log of ${mailboxId} in ${period}`;
  const addresses = await ctx.db.transaction((tx) =>
    tellSender(tx, ctx, { kind: 'sending_log', mailboxId, event, days, to: 'mailbox' }),
  );
  return addresses > 0 ? ok(addresses) : refuse('sending_log.nowhere');
}
