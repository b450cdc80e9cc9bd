import { parseAddress } from '@/lib/client-address/parse-address';
import type { MemberContext } from '@/lib/context';
import { type Connection, listConnections } from '@/lib/mail-systems/dovecot/doveadm-http';
import { DeliveryFailed } from '@/lib/mail-systems/failure-reasons';
import { listOwnMailboxes } from '@/lib/mailbox/list-own-mailboxes';

/**
 * The open connections to one mailbox from one address. The mail server cannot distinguish them, so they end together.
 */
export interface MailConnections {
  mailbox: string;
  /** In canonical form; null if the server does not know it. */
  from: string | null;
  /** The number of connections by service, as Dovecot names it: `imap`, `pop3` … */
  services: Map<string, number>;
  /** When the first and the last of them were opened; null if the mail server does not report it. */
  since: { first: Date; last: Date } | null;
}

/**
 * Lists the current mail connections to the mailboxes that a person manages.
 *
 * @returns `no_server` without a mail server; `no_answer` if one of its nodes did not respond within two seconds
 */
export async function listMailConnections(ctx: MemberContext): Promise<MailConnections[] | 'no_server' | 'no_answer'> {
  const { mailServer } = ctx.config;
  if (!mailServer) return 'no_server';
  const mailboxes = (await listOwnMailboxes(ctx)).map(({ address }) => address);
  if (mailboxes.length === 0) return [];
  const { urls, key } = mailServer.doveadm;
  try {
    const nodes = await Promise.all(urls.map((url) => listConnections({ url, key }, mailboxes)));
    return mailboxes.flatMap((mailbox) => grouped(mailbox, nodes.flat()));
  } catch (error) {
    if (!(error instanceof DeliveryFailed)) throw error;
    ctx.log.warn({ reason: error.reason, reference: ctx.requestId }, 'mail connections could not be listed');
    return 'no_answer';
  }
}

function grouped(mailbox: string, connections: Connection[]): MailConnections[] {
  const byAddress = new Map<string | null, MailConnections>();
  for (const { username, service, ip, since } of connections) {
    if (username !== mailbox) continue;
    const from = parseAddress(ip)?.text ?? null;
    const group = byAddress.get(from) ?? { mailbox, from, services: new Map(), since: null };
    group.services.set(service, (group.services.get(service) ?? 0) + 1);
    group.since = spanning(group.since, since);
    byAddress.set(from, group);
  }
  return [...byAddress.values()];
}

function spanning(span: MailConnections['since'], moment: Date | null): MailConnections['since'] {
  if (!moment) return span;
  const { first, last } = span ?? { first: moment, last: moment };
  return { first: moment < first ? moment : first, last: moment > last ? moment : last };
}
