import type { DovecotEvent, MailService } from '../../mail-log-event';
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
/** An unknown line that contains one of these may be an event in a form that is not read yet. */
const ALARMING = ['user=', 'rip=', 'msgid=', 'ogin', 'assword', 'uth'];

/**
 * Reads the message of a line of Dovecot 2.2 to 2.4, and most of Dovecot 1.
 *
 * @param message what follows the syslog header: `imap-login: Logged in: user=<…>, …`
 * @returns an event, the name of the noise, or undefined for a message that it does not know
 */
export function readDovecotLine(message: string): DovecotEvent | string | undefined {
  // Written twice by an installation that logs to syslog through another Dovecot.
  if (message.startsWith('dovecot: ')) return readDovecotLine(message.slice(9));
  const prefix = readDovecotPrefix(message);
  if (!prefix) return readMasterLine(message) ?? severityNoise(message);
  const { service } = prefix;
  if (service === 'auth' || service === 'auth-worker' || service === 'dovecot-auth') return ofAuthentication(prefix);
  if (service.endsWith('-login') && !HELPERS.has(service)) return ofLogin(prefix);
  const mailService = Object.hasOwn(SERVICES, service) ? SERVICES[service] : undefined;
  if (mailService) return ofSession(prefix, mailService);
  if (HELPERS.has(service)) return readMasterLine(prefix.text) ?? noiseOf(prefix) ?? 'helper';
  return readMasterLine(message) ?? severityNoise(message) ?? noiseOf(prefix);
}

function ofAuthentication(prefix: DovecotPrefix): DovecotEvent | string | undefined {
  const { brackets, severity, text } = prefix;
  if (severity && severity !== 'Info' && severity !== 'Warning') return noiseOf(prefix);
  const found = readAuthLine(brackets ?? '', text);
  if (typeof found === 'object' && found.session === null) return { ...found, session: prefix.session };
  return found ?? readMasterLine(text) ?? noiseOf(prefix) ?? (text.startsWith('Policy') ? 'auth_policy' : undefined);
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

function ofSession(prefix: DovecotPrefix, service: MailService): DovecotEvent | string | undefined {
  if (prefix.severity === 'Debug') return 'debug';
  const { text } = prefix;
  if (text.startsWith('Connect from ')) return 'connect';
  if (text.startsWith('Disconnect from ')) return 'disconnect';
  if (text.startsWith('session=')) return ofSession(withoutSession(prefix), service);
  const user = userOf(prefix.brackets);
  const account = { service, user, session: prefix.session };
  if (user !== '') {
    const event = (service === 'lmtp' ? undefined : readLogout(text, account)) ?? readMailLogLine(text, account);
    if (event) return event;
    if (text.startsWith('ID sent: ')) {
      const program = readClientId(text.slice(9));
      return program ? { ...account, address: null, kind: 'client_id', program } : 'client_id_empty';
    }
  }
  const delivery = readDeliveryLine(text, account);
  if (delivery) return delivery;
  if (text.startsWith('sieve: ')) return 'sieve';
  if (user === '' && readLogout(text, account)) return 'disconnect';
  return noiseOf(prefix) ?? readMasterLine(text) ?? remark(text);
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
