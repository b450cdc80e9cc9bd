import { audit } from '@/lib/audit/audit';
import { parseAddress } from '@/lib/client-address/parse-address';
import type { MailboxContext } from '@/lib/context';
import { endConnections } from '@/lib/mail-systems/dovecot/doveadm-http';
import { DeliveryFailed } from '@/lib/mail-systems/failure-reasons';
import { ok, type Result, refuse } from '@/lib/result';

/**
 * Ends the live connections to one mailbox from one address, on every node of the mail server. A program that knows the
 * password may connect again: only a change of the password keeps it out.
 *
 * @param ctx  `ctx.mailbox` is in the person's hands
 * @param from the address that the connections come from
 * @returns how many there were; `service.unavailable` leaves open whether they have ended
 */
export async function endMailConnections(
  ctx: MailboxContext,
  from: string,
): Promise<Result<{ ended: number }, 'request.malformed' | 'service.unavailable'>> {
  const { mailServer } = ctx.config;
  const address = parseAddress(from)?.text;
  if (!address) return refuse('request.malformed');
  if (!mailServer) return refuse('service.unavailable');

  // The row says what was asked for, and comes first: no transaction is kept open for the mail server's answer.
  await ctx.db.transaction((tx) =>
    audit(tx, ctx, 'mail_connections.end_asked', { mailboxId: ctx.mailbox.id }, { from: address }),
  );
  const { urls, key } = mailServer.doveadm;
  try {
    const ended = await Promise.all(urls.map((url) => endConnections({ url, key }, ctx.mailbox.address, address)));
    return ok({ ended: ended.reduce((sum, count) => sum + count, 0) });
  } catch (error) {
    if (!(error instanceof DeliveryFailed)) throw error;
    ctx.log.warn({ reason: error.reason, reference: ctx.requestId }, 'mail connections could not be ended');
    return refuse('service.unavailable');
  }
}
