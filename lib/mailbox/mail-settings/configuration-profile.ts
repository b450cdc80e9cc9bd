import { build } from 'plist';
import { v5 as uuidOfName } from 'uuid';
import type { Config } from '@/lib/config/config';
import type { MailboxContext } from '@/lib/context';
import type { ClientServer, ClientServers } from './client-servers';
import { settingsUrl } from './settings-url';

interface Portal {
  readonly config: Pick<Config, 'campus' | 'origins'>;
}

/** The names of incoming protocols in Apple's format. */
const ACCOUNT_TYPE = { imap: 'EmailTypeIMAP', pop3: 'EmailTypePOP' } as const;

/**
 * A configuration profile (`.mobileconfig`) that adds one mailbox to Mail on iPhone, iPad and Mac. It contains no
 * password: the device asks for it. It is not signed, and the device says so.
 *
 * Its ids are derived from the portal's address and the mailbox's, so that a second installation replaces the first.
 *
 * @see Apple, "Configuration Profile Reference": TopLevel, com.apple.mail.managed; RFC 9562 §5.5 (UUIDv5)
 */
export function configurationProfile(
  { config, mailbox, person }: Pick<MailboxContext, 'mailbox' | 'person'> & Portal,
  { incoming: [incoming], smtp }: ClientServers,
  language: 'zh' | 'en',
): string {
  const { address } = mailbox;
  const name = settingsUrl(config, address);
  const identifier = `${new URL(name).hostname.split('.').reverse().join('.')}.mail.${uuidOfName(name, uuidOfName.URL)}`;
  // The sender name of a unit's mails is for the unit to choose; the device asks for it.
  const sender = mailbox.kind === 'personal' && (language === 'en' ? person.nameEn : person.name);
  const account = {
    ...payload(
      'com.apple.mail.managed',
      `${identifier}.account`,
      uuidOfName(`${name}#account`, uuidOfName.URL),
      address,
    ),
    EmailAccountDescription: address,
    ...(sender ? { EmailAccountName: sender } : {}),
    EmailAccountType: ACCOUNT_TYPE[incoming.protocol],
    EmailAddress: address,
    ...serverOf('Incoming', incoming, address),
    ...serverOf('Outgoing', smtp, address),
    OutgoingPasswordSameAsIncomingPassword: true,
  };
  return `${build({
    PayloadContent: [account],
    ...payload('Configuration', identifier, uuidOfName(name, uuidOfName.URL), address),
    PayloadOrganization: config.campus.university[language],
    PayloadRemovalDisallowed: false,
  })}\n`;
}

function payload(type: string, identifier: string, uuid: string, displayName: string) {
  return {
    PayloadType: type,
    PayloadVersion: 1,
    PayloadIdentifier: identifier,
    PayloadUUID: uuid.toUpperCase(),
    PayloadDisplayName: displayName,
  };
}

/** `UseSSL` covers both: the device uses STARTTLS where the server does not begin with TLS. */
function serverOf(direction: 'Incoming' | 'Outgoing', { host, port }: ClientServer, address: string) {
  const server = `${direction}MailServer` as const;
  return {
    [`${server}Authentication`]: 'EmailAuthPassword',
    [`${server}HostName`]: host,
    [`${server}PortNumber`]: port,
    [`${server}UseSSL`]: true,
    [`${server}Username`]: address,
  };
}
