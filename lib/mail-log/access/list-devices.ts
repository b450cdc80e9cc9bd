import { isWithin, parseCidr } from '@/lib/client-address/client-address';
import { parseAddress } from '@/lib/client-address/parse-address';
import type { MailConnections } from '@/lib/mailbox/connections/list-mail-connections';
import type { SignInReview } from './review-sign-ins';

/**
 * A device, as far as the log can tell: a program by one protocol from one network. Two devices with the same program behind
 * one network are one here.
 */
export type Device = SignInReview['sources'][number] & {
  /** The addresses from which the mailbox is connected now by this protocol and from this network. */
  readonly connectedFrom: readonly string[];
};

/** The services of Dovecot by their names in the list of connections. */
const SERVICES = { imap: 'imap', pop3: 'pop3', smtp: 'submission', sieve: 'sieve', lmtp: 'lmtp' } as const;

/** Adds to each source of sign-ins whether it is connected now. */
export function listDevices(
  sources: SignInReview['sources'],
  connections: readonly MailConnections[],
  mailbox: string,
): Device[] {
  const open = connections.filter((one) => one.mailbox === mailbox);
  return sources.map((source) => ({
    ...source,
    connectedFrom: open
      .filter(({ services }) => source.service !== null && services.has(SERVICES[source.service]))
      .flatMap(({ from }) => (from !== null && isFrom(from, source.network) ? [from] : [])),
  }));
}

/** Whether an address belongs to a network, as `203.0.113.0/24`. */
export function isFrom(address: string, network: string | null): boolean {
  const parsed = parseAddress(address);
  return network !== null && parsed !== undefined && isWithin([parseCidr(network)], parsed);
}
