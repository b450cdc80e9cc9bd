import { audit } from '@/lib/audit/audit';
import { parseAddress } from '@/lib/client-address/parse-address';
import type { MailboxContext } from '@/lib/context';
import { endConnections } from '@/lib/mail-systems/dovecot/doveadm-http';
import { DeliveryFailed } from '@/lib/mail-systems/failure-reasons';
import { ok, type Result, refuse } from '@/lib/result';

/**
 * Ends the open connections to one mailbox from one address, on every node of the mail server. A program that knows the
 * password may reconnect: only a change of the password prevents that.
 *
 * @param ctx  the person manages `ctx.mailbox`
 * @param from the address that the connections come from
 * @returns the number of connections; after `service.unavailable` it is unknown whether they have ended
 */
export async function endMailConnections(
  ctx: MailboxContext,
  from: string,
): Promise<Result<{ ended: number }, 'request.malformed' | 'service.unavailable'>> {
  const { mailServer } = ctx.config;
  const address = parseAddress(from)?.text;
  if (!address) return refuse('request.malformed');
  if (!mailServer) return refuse('service.unavailable');

  // The row records the request and is committed first: no transaction stays open while the mail server responds.
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
