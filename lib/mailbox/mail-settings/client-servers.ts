import type { CampusProfile } from '@/lib/campus/campus-profile';

type MailSystem = CampusProfile['mailSystems'][number];
type Clients = NonNullable<MailSystem['clients']>;

/** A server as it is entered in a mail program. */
export type ClientServer = NonNullable<Clients['imap']>;

/** The servers by which mail programs receive and send mail of one mail system. */
export interface ClientServers {
  system: MailSystem;
  /** The preferred one first: IMAP before POP3. */
  incoming: readonly [IncomingServer, ...IncomingServer[]];
  smtp: ClientServer;
}

export interface IncomingServer extends ClientServer {
  protocol: 'imap' | 'pop3';
}

/**
 * The servers that the campus profile names for a mail system.
 *
 * @returns undefined for a system of Google, to which programs sign in by themselves, and for one without named servers
 */
export function clientServersOf(system: MailSystem): ClientServers | undefined {
  const { imap, pop3, smtp } = system.clients ?? {};
  const [first, ...others] = [
    ...(imap ? [{ ...imap, protocol: 'imap' as const }] : []),
    ...(pop3 ? [{ ...pop3, protocol: 'pop3' as const }] : []),
  ];
  if (system.serves === 'google' || !first || !smtp) return undefined;
  return { system, incoming: [first, ...others], smtp };
}

/**
 * The same by the domain of an address. No mailbox is looked up, so the result does not reveal which ones exist.
 *
 * @param domain any text
 */
export function findClientServers({ mailSystems }: CampusProfile, domain: string): ClientServers | undefined {
  const wanted = domain.toLowerCase();
  const system = mailSystems.find((one) => one.domain === wanted);
  return system && clientServersOf(system);
}
