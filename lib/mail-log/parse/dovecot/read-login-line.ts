import type { DovecotEvent, FailureReason, MailService } from '../../mail-log-event';
import { numberAt } from '../number-at';
import { readLoginElements } from './login-elements';
import { readClientId } from './read-client-id';

/** A word of Dovecot 2.4, or the text of an older version, and what it means. A null reason is no failed sign-in. */
const REASONS: readonly (readonly [text: string, reason: FailureReason | null, noise: string])[] = [
  ['no auth attempts', null, 'no_auth_attempts'],
  ['no_auth_attempts', null, 'no_auth_attempts'],
  ['auth failed', 'auth_failed', 'auth_failed_without_user'],
  ['auth_failed', 'auth_failed', 'auth_failed_without_user'],
  ['authentication attempts', 'auth_failed', 'auth_failed_without_user'],
  ['authentication failure', 'auth_failed', 'auth_failed_without_user'],
  ['authentication failed', 'auth_failed', 'auth_failed_without_user'],
  ['user disabled', 'user_disabled', 'user_disabled_without_user'],
  ['user_disabled', 'user_disabled', 'user_disabled_without_user'],
  ['login_disabled', 'user_disabled', 'user_disabled_without_user'],
  ['login disabled', 'user_disabled', 'user_disabled_without_user'],
  // A suspended mailbox (nologin) in Dovecot 2.3: the password was right.
  ['internal login failure', 'temporary_failure', 'internal_failure'],
  ['internal failure', 'user_disabled', 'internal_failure'],
  ['internal_failure', 'user_disabled', 'internal_failure'],
  ['password expired', 'password_expired', 'password_expired_without_user'],
  ['password_expired', 'password_expired', 'password_expired_without_user'],
  ['authorization failed', 'authorization_failed', 'authorization_failed_without_user'],
  ['authorization_failed', 'authorization_failed', 'authorization_failed_without_user'],
  ['temporary failure', 'temporary_failure', 'temporary_failure'],
  ['temp_fail', 'temporary_failure', 'temporary_failure'],
  ['auth process communication failure', 'temporary_failure', 'temporary_failure'],
  ['auth_process_comm_fail', 'temporary_failure', 'temporary_failure'],
  ['connection limit', 'connection_limit', 'connection_limit'],
  ['connection_limit', 'connection_limit', 'connection_limit'],
  ['maximum number of connections', 'connection_limit', 'connection_limit'],
  ['cleartext', 'cleartext_auth_disabled', 'cleartext_auth_disabled'],
  ['plaintext auth', 'cleartext_auth_disabled', 'cleartext_auth_disabled'],
  ['ssl required', 'cleartext_auth_disabled', 'cleartext_auth_disabled'],
  ['credentials contain', 'invalid_credentials', 'invalid_credentials'],
  ['invalid_credentials', 'invalid_credentials', 'invalid_credentials'],
  ['invalid base64', 'invalid_credentials', 'invalid_credentials'],
  ['invalid_base64', 'invalid_credentials', 'invalid_credentials'],
  ['unsupported auth mechanism', 'invalid_credentials', 'unsupported_mechanism'],
  ['invalid_mech', 'invalid_credentials', 'unsupported_mechanism'],
  ['tried to use', 'invalid_credentials', 'unsupported_mechanism'],
  ['anonymous logins disabled', null, 'anonymous_login'],
  ['anonymous_auth_disabled', null, 'anonymous_login'],
  ["didn't finish sasl auth", null, 'auth_waiting_client'],
  ['auth_waiting_client', null, 'auth_waiting_client'],
  ['aborted by client', null, 'auth_aborted_by_client'],
  ['auth_aborted_by_client', null, 'auth_aborted_by_client'],
  ['before auth was ready', null, 'auth_process_not_ready'],
  ['auth_process_not_ready', null, 'auth_process_not_ready'],
  ['auth referral', null, 'auth_referral'],
  ['auth_nologin_referral', null, 'auth_referral'],
  ["client didn't", null, 'client_certificate'],
  ['cert required', null, 'client_certificate'],
  ['untrusted cert', null, 'client_certificate'],
  ['client_ssl_', null, 'client_certificate'],
  ['tls handshake', null, 'tls_handshake'],
  ['tls_handshake', null, 'tls_handshake'],
];

/** Events of the login process without a sign-in: `imap-login: Disconnected: Connection closed: rip=…`. */
const ENDS = ['Disconnected', 'Aborted login', 'Login aborted', 'Connection closed', 'Login failed', 'Logged out'];

/**
 * Reads a line of a login process.
 *
 * @param text the message behind `imap-login: ` and its severity
 * @returns an event, the name of the noise, or undefined for a line that it does not know
 */
export function readLoginLine(text: string, service: MailService | null): DovecotEvent | string | undefined {
  if (text.startsWith('user=<')) return readLoginLine(elementsLast(text), service);
  const from = startOfElements(text);
  const head = headOf(text, from);
  if (from < 0 && !head.includes('ID sent: ') && !ENDS.some((end) => head.startsWith(end))) {
    return head.startsWith('proxy(') || head.startsWith('proxy:') ? 'proxy' : undefined;
  }

  const elements = readLoginElements(text, from < 0 ? text.length : from);
  const { address, session, method } = elements;
  const user = elements.user ?? '';
  if (head === 'Login' || head === 'Logged in') {
    if (user === '') return 'login_without_user';
    return { service, user, address, session, kind: 'login', isSecured: elements.isSecured, method, isProxied: false };
  }
  const about = { service, user, address, session };
  const idSent = head.indexOf('ID sent: ');
  if (idSent >= 0 && idSent < 30) {
    const program = user === '' ? undefined : readClientId(head.slice(idSent + 9));
    return program ? { ...about, kind: 'client_id', program } : 'client_id_before_login';
  }

  const isProxied = head.startsWith('proxy(');
  if (isProxied && head.includes('): started proxying to ')) {
    if (user === '') return 'login_without_user';
    return { ...about, kind: 'login', isSecured: elements.isSecured, method, isProxied };
  }
  if (isProxied && head.includes('): disconnecting ')) {
    return user === ''
      ? 'disconnect'
      : { ...about, kind: 'logout', reason: lastBrackets(head) || 'Disconnected', counts: {} };
  }
  if (isProxied) return 'proxy';
  return readFailure(head, about, { hasNoUser: elements.user === null, hasMethod: method !== null });
}

/** `user=<amy>, rip=192.0.2.1 Aborted login (…)`, a `login_log_format` of the installation, in the usual order. */
function elementsLast(text: string): string {
  const space = text.indexOf(' ', text.lastIndexOf('ip='));
  return space < 0 ? `Disconnected: ${text}` : `${text.slice(space + 1)}: ${text.slice(0, space)}`;
}

/** The text before the elements, without the colon and blanks at its end. */
function headOf(text: string, from: number): string {
  let end = from < 0 ? text.length : from;
  for (; end > 0; end -= 1) {
    const code = text.charCodeAt(end - 1);
    if (code !== 0x3a && code !== 0x2c && code !== 0x20) break;
  }
  return text.slice(0, end);
}

function readFailure(
  head: string,
  about: { service: MailService | null; user: string; address: string | null; session: string | null },
  { hasNoUser, hasMethod }: { hasNoUser: boolean; hasMethod: boolean },
): DovecotEvent | string | undefined {
  const { detail, word } = detailsOf(head);
  const isProxy = word.startsWith('proxy_dest') || detail.startsWith('proxy dest');
  const isOwnFault = head.startsWith('Internal login failure');
  const found =
    (isOwnFault ? reasonOf('internal login failure') : reasonOf(word)) ??
    reasonOf(detail) ??
    reasonOf(head.toLowerCase());
  if (isProxy) {
    // The backend judged the password: its refusal is a wrong password, all else is the backend's trouble.
    const isWrong = word === 'proxy_dest_auth_failed' || found?.[1] === 'auth_failed';
    if (about.user === '') return 'proxy_destination';
    return { ...about, kind: 'login_failed', reason: isWrong ? 'auth_failed' : 'proxy_destination', attempts: 1 };
  }
  // Dovecot 1 had no brackets: a name and a mechanism were logged once a password had been refused.
  if (!found && head === 'Aborted login' && about.user !== '' && hasMethod) {
    return { ...about, kind: 'login_failed', reason: 'auth_failed', attempts: 1 };
  }
  if (!found) return ENDS.some((end) => head.startsWith(end)) ? 'disconnect' : undefined;
  const [, reason, noise] = found;
  // `user=<>` means that no name was typed. A line without `user=` may belong to a setting that leaves it out.
  const isAttempt = about.user !== '' || (hasNoUser && reason === 'auth_failed');
  if (reason === null || !isAttempt) return noise;
  // Without an account nobody can be asked to look at it, yet it counts as a try.
  const { service, user, address, session } = about;
  return { service, user, address, session, kind: 'login_failed', reason, attempts: attemptsOf(detail) };
}

const reasonOf = (text: string): (typeof REASONS)[number] | undefined =>
  text === '' ? undefined : REASONS.find(([part]) => text.includes(part));

/**
 * The two brackets at the end of the head: `(auth failed, 1 attempts in 3 secs) (auth_failed)`. Older versions have only
 * the first. Texts of TLS libraries before them may have brackets of their own.
 */
function detailsOf(head: string): { detail: string; word: string } {
  let end = head.length;
  let word = '';
  const last = bracketsBefore(head, end);
  if (last && /^[a-z_0-9]+$/.test(last.text)) {
    word = last.text;
    end = last.from;
  }
  return { detail: (bracketsBefore(head, end)?.text ?? '').toLowerCase(), word };
}

/** The text in brackets that ends at `end`, with inner pairs: `(… failed (again))`. */
function bracketsBefore(text: string, end: number): { text: string; from: number } | undefined {
  let close = end;
  while (text[close - 1] === ' ') close -= 1;
  if (text[close - 1] !== ')') return undefined;
  let depth = 0;
  for (let at = close - 1; at >= 0; at -= 1) {
    if (text[at] === ')') depth += 1;
    if (text[at] === '(') depth -= 1;
    if (depth === 0) return { text: text.slice(at + 1, close - 1), from: at };
  }
  return undefined;
}

const lastBrackets = (head: string): string => bracketsBefore(head, head.length)?.text ?? '';

/** `auth failed, 3 attempts in 16 secs`, `1 authentication attempts`, `internal failure, 1/3 successful auths`. */
function attemptsOf(detail: string): number {
  const comma = detail.indexOf(', ');
  const slash = detail.indexOf('/', comma);
  const from = detail.includes(' successful auths') && slash > 0 ? slash + 1 : comma < 0 ? 0 : comma + 2;
  return Math.max(1, Math.min(numberAt(detail, from) ?? 1, 1_000_000));
}

/** Where the elements begin: behind the first colon that one of their keys follows. */
function startOfElements(text: string): number {
  for (let at = text.indexOf(': '); at >= 0; at = text.indexOf(': ', at + 2)) {
    switch (text.charCodeAt(at + 2)) {
      case 0x75:
        if (text.startsWith('user=', at + 2)) return at + 2;
        break;
      case 0x72:
        if (text.startsWith('rip=', at + 2)) return at + 2;
        break;
      case 0x6d:
        if (text.startsWith('method=', at + 2)) return at + 2;
        break;
      case 0x73:
        if (text.startsWith('session=', at + 2)) return at + 2;
        break;
      case 0x6c:
        if (text.startsWith('lip=', at + 2)) return at + 2;
        break;
    }
  }
  return -1;
}
