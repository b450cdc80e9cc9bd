import type { DovecotEvent, MailService } from '../../mail-log-event';
import { canonicalAddress } from '../canonical-address';
import { type DovecotPrefix, readDovecotPrefix } from './dovecot-prefix';
import { cutGivenPassword } from './given-password';
import { readAuthLine } from './read-auth-line';
import { readClientId } from './read-client-id';
import { readDeliveryLine } from './read-delivery-line';
import { readLoginLine } from './read-login-line';
import { readLogout } from './read-logout';
import { readMailLogLine } from './read-mail-log-line';
import { readMasterLine } from './read-master-line';

const SERVICES: Readonly<Record<string, MailService>> = {
  imap: 'imap',
  'imap-hibernate': 'imap',
  'imap-urlauth': 'imap',
  pop3: 'pop3',
  submission: 'smtp',
  managesieve: 'sieve',
  sieve: 'sieve',
  lmtp: 'lmtp',
  lda: 'lmtp',
  deliver: 'lmtp',
  'dovecot-lda': 'lmtp',
};
/** Helpers whose lines concern no mailbox's owner. */
const HELPERS = new Set(
  `master log config stats old-stats anvil dict dict-async dict-expire director replicator aggregator ssl-params
  ssl-build-param script script-login quota-status dns-client dns_client health-check ipc notify push-notification fts
  doveadm doveadm-server dsync dsync-local dsync-remote dsync-server indexer indexer-worker imap-urlauth-login
  imap-urlauth-worker tcpwrap welcome rawlog checkpassword doveconf`.split(/\s+/),
);
/** Commands of an administrator, and jobs: they too delete the messages of a mailbox. */
const ADMINISTRATIVE = new Set(['doveadm', 'doveadm-server', 'dsync', 'dsync-local', 'dsync-remote', 'dsync-server']);
/** Parts of the debugging output of the authentication service, which Dovecot 1 wrote without a severity. */
const AUTH_REMARKS: readonly (readonly [part: string, noise: string])[] = [
  ['client in: ', 'debug'],
  ['client out: ', 'debug'],
  ['client passdb out: ', 'debug'],
  ['master in: ', 'debug'],
  ['master out: ', 'debug'],
  ['master userdb out: ', 'debug'],
  ['new auth connection', 'debug'],
  ['): query: ', 'debug'],
  ['ldap_', 'debug'],
  ['Connected to database', 'database'],
  ['Disconnected from database', 'database'],
  ['socket error', 'error'],
  ['Failed to connect', 'error'],
  ['failed to connect', 'error'],
  ['Connection refused', 'error'],
  ["Can't connect", 'error'],
];
/** An unknown line that contains one of these may be an event in a form that is not read yet. */
const ALARMING = ['user=', 'rip=', 'msgid=', 'ogin', 'ogged', 'assword', 'uth'];

/**
 * Reads the message of a line of Dovecot 2.2 to 2.4, and most of Dovecot 1.
 *
 * @param line what follows the syslog header: `imap-login: Logged in: user=<…>, …`
 * @returns an event, the name of the noise, or undefined for a message that it does not know
 */
export function readDovecotLine(line: string): DovecotEvent | string | undefined {
  // Written twice by an installation that logs to syslog through another Dovecot.
  const message = line.startsWith('dovecot: ') ? line.slice(9) : line;
  if (message.startsWith('service=')) return ofPleskPrefix(message);
  const prefix = readDovecotPrefix(message);
  if (!prefix) return readMasterLine(message) ?? severityNoise(message);
  const { service } = prefix;
  if (service === 'auth' || service === 'auth-worker' || service === 'dovecot-auth') return ofAuthentication(prefix);
  if (service.endsWith('-login') && !HELPERS.has(service)) return ofLogin(prefix);
  const mailService = Object.hasOwn(SERVICES, service) ? SERVICES[service] : undefined;
  if (mailService) return ofSession(prefix, mailService);
  if (ADMINISTRATIVE.has(service) && prefix.brackets !== null) {
    const account = { service: null, user: userOf(prefix.brackets), address: null, session: prefix.session };
    const changed = account.user === '' ? undefined : readMailLogLine(prefix.text, account);
    if (changed) return changed;
  }
  if (HELPERS.has(service)) return readMasterLine(prefix.text) ?? noiseOf(prefix) ?? 'helper';
  return readMasterLine(message) ?? severityNoise(message) ?? noiseOf(prefix);
}

function ofAuthentication(prefix: DovecotPrefix): DovecotEvent | string | undefined {
  const { brackets, severity, text } = prefix;
  const isTrouble = severity && severity !== 'Info' && severity !== 'Warning';
  if (isTrouble && !(severity === 'Error' && text.includes('Password mismatch'))) return noiseOf(prefix);
  const found = readAuthLine(brackets ?? '', text);
  if (typeof found === 'object' && found.session === null) return { ...found, session: prefix.session };
  const noise = readMasterLine(text) ?? noiseOf(prefix) ?? AUTH_REMARKS.find(([part]) => text.includes(part))?.[1];
  return found ?? noise ?? (namesAccount(brackets ?? '', text) ? undefined : remark(text));
}

/** Whether a list with a comma stands in brackets, as name and address do: such a line is an event of some kind. */
function namesAccount(brackets: string, text: string): boolean {
  const open = text.indexOf('(');
  return brackets.includes(',') || (open >= 0 && text.slice(open, text.indexOf(')', open)).includes(','));
}

function ofLogin(prefix: DovecotPrefix): DovecotEvent | string | undefined {
  const { service, severity, text } = prefix;
  const name = service.slice(0, -6);
  if (severity === 'Debug') return 'debug';
  const found = readLoginLine(text, Object.hasOwn(SERVICES, name) ? (SERVICES[name] ?? null) : null);
  // An error of the proxy is followed by the line that says how the sign-in ended.
  if (severity && severity !== 'Info' && (found === undefined || typeof found === 'string')) return noiseOf(prefix);
  return found ?? readMasterLine(text) ?? remark(text);
}

function ofSession(
  prefix: DovecotPrefix,
  service: MailService,
  address: string | null = null,
): DovecotEvent | string | undefined {
  const { text } = prefix;
  // Dovecot 2.4 has the program of a client at this level.
  if (prefix.severity === 'Debug' && !text.startsWith('ID sent: ')) return 'debug';
  if (text.startsWith('Connect from ')) return 'connect';
  if (text.startsWith('Disconnect from ')) return 'disconnect';
  if (text.startsWith('session=')) return ofSession(withoutSession(prefix), service, address);
  const user = userOf(prefix.brackets);
  const account = { service, user, address, session: prefix.session };
  if (user !== '') {
    const event = (service === 'lmtp' ? undefined : readLogout(text, account)) ?? readMailLogLine(text, account);
    if (event) return event;
    if (text.startsWith('ID sent: ')) {
      const program = readClientId(text.slice(9));
      return program ? { ...account, kind: 'client_id', program } : 'client_id_empty';
    }
  }
  const delivery = readDeliveryLine(text, account);
  if (delivery) return delivery;
  if (text.startsWith('sieve: ')) return 'sieve';
  if (text.includes('relayed message: ') || text.includes('relay message: ')) return 'relay';
  if (text.includes('Sent message to <') || text.includes('Failed to send message to <')) return 'relay';
  if (user === '' && readLogout(text, account)) return 'disconnect';
  return noiseOf(prefix) ?? readMasterLine(text) ?? remark(text);
}

/** `service=imap, user=amy@mx.example, ip=[192.0.2.1]. Logged out …`: the `mail_log_prefix` of Plesk. */
function ofPleskPrefix(message: string): DovecotEvent | string | undefined {
  const user = message.indexOf(', user=');
  const ip = message.indexOf(', ip=[', user);
  const end = message.indexOf(']', ip);
  if (user < 0 || ip < 0 || end < 0) return undefined;
  const name = message.slice(8, user);
  const service = Object.hasOwn(SERVICES, name) ? SERVICES[name] : undefined;
  if (!service) return undefined;
  const brackets = message.slice(user + 7, ip).replace(/^<(.*)>$/, '$1');
  const text = message.slice(end + 1).replace(/^[.:]? */, '');
  const address = canonicalAddress(message.slice(ip + 6, end));
  return ofSession({ service: name, brackets, session: null, severity: null, text }, service, address);
}

/** `user`, `113` (a process id, without a user), `22587, user` (LMTP before 2.3). */
function userOf(brackets: string | null): string {
  if (brackets === null) return '';
  const first = brackets.charCodeAt(0);
  if (!(first >= 0x30 && first <= 0x39)) return brackets;
  if (/^\d{1,7}$/.test(brackets)) return '';
  return /^\d+, (.*)$/s.exec(brackets)?.[1] ?? brackets;
}

/** `session=h6/hvXfOIQBAjhIX Disconnected: …`: a `mail_log_prefix` of the installation. */
function withoutSession(prefix: DovecotPrefix): DovecotPrefix {
  const space = prefix.text.indexOf(' ');
  const end = space < 0 ? prefix.text.length : space;
  const value = prefix.text.slice(8, end).replace(/[,:]$/, '');
  return { ...prefix, session: value.replace(/^<(.*)>$/, '$1'), text: prefix.text.slice(end + 1) };
}

function noiseOf({ severity }: DovecotPrefix): string | undefined {
  return severity && severity !== 'Info' ? severity.toLowerCase().replace(/^warn$/, 'warning') : undefined;
}

const severityNoise = (message: string): string | undefined =>
  /^(?:Warning|Error|Fatal|Panic|Debug): /.exec(message)?.[0].slice(0, -2).toLowerCase();

/** A remark is noise when it has nothing that an event could have. */
function remark(text: string): string | undefined {
  const { text: rest } = cutGivenPassword(text);
  return rest.length < text.length || ALARMING.some((word) => text.includes(word)) ? undefined : 'remark';
}
