import type { DovecotEvent, FailureReason } from '../../mail-log-event';
import { canonicalAddress } from '../canonical-address';
import { cutGivenPassword } from './given-password';

/** The beginnings of refusals, in lower case. A null reason is no refusal. */
const REASONS: readonly (readonly [start: string, reason: FailureReason | null, noise?: string])[] = [
  ['unknown user', 'unknown_user'],
  ['user not found from userdb', 'unknown_user'],
  ['user not found', 'unknown_user'],
  ['no such user', 'unknown_user'],
  ['user not known', 'unknown_user'],
  ['password mismatch', 'auth_failed'],
  ['invalid password', 'auth_failed'],
  ['credentials mismatch', 'auth_failed'],
  ['invalid credentials', 'auth_failed'],
  ['digest mismatch', 'auth_failed'],
  ['no password returned', 'auth_failed'],
  ['empty password', 'auth_failed'],
  ['password query returned no password', 'auth_failed'],
  ['login user: master user login attempted', 'auth_failed'],
  ['attempted master login', 'auth_failed'],
  ['master user login', 'auth_failed'],
  ['oauth2 failed', 'auth_failed'],
  ['oauth2 token', 'auth_failed'],
  ['introspection failed', 'auth_failed'],
  ['authentication failed', 'auth_failed'],
  ['authentication failure due to policy server refusal', 'authorization_failed'],
  ['username character disallowed', 'invalid_credentials'],
  ['empty username', 'invalid_credentials'],
  ['username contains', 'invalid_credentials'],
  ['invalid username', 'invalid_credentials'],
  ['attempted login with password having illegal chars', 'invalid_credentials'],
  ['user found from deny passdb', 'user_disabled'],
  ['user is disabled', 'user_disabled'],
  ['user disabled', 'user_disabled'],
  ['account disabled', 'user_disabled'],
  ['account expired', 'user_disabled'],
  ['password expired', 'password_expired'],
  ['login attempt with empty password', 'auth_failed'],
  ['cached null password', 'auth_failed'],
  ['requested ', 'auth_failed'],
  ['nopassword given', 'auth_failed'],
  ['username not known', 'unknown_user'],
  ['user not authorized', 'authorization_failed'],
  ['user not authenticated', 'auth_failed'],
  ['apop failed', 'invalid_credentials'],
  ['invalid ', 'invalid_credentials'],
  ['malformed ', 'invalid_credentials'],
  ['missing ', 'invalid_credentials'],
  ['spurious data', 'invalid_credentials'],
  ['bad key-value', 'invalid_credentials'],
  ['nuls in ', 'invalid_credentials'],
  ['no initial response', 'invalid_credentials'],
  ['anonymous login', null, 'anonymous_login'],
  ['request timed out', null, 'auth_timeout'],
  ['request ', null, 'auth_timeout'],
  ['falling back to expired data from cache', null, 'auth_cache'],
  ['master user logging in', null, 'master_login'],
  ['master user lookup', null, 'master_login'],
  ['policy check action', null, 'auth_policy'],
  ['username changed', null, 'auth_remark'],
];

/**
 * Reads a line of the authentication service: `sql(user,ip,<session>): Password mismatch` of Dovecot 2.3,
 * `auth(user,ip,sasl:plain)<session>: sql: …` of 2.4, and those of PAM.
 *
 * @param brackets the text between the brackets behind the service's name, empty without any
 * @param text     what follows the prefix
 */
export function readAuthLine(brackets: string, text: string): DovecotEvent | string | undefined {
  if (text.startsWith('pam_')) return readPamLine(text);
  const cut = cutGivenPassword(text);
  const body = skipWorkerPrefix(cut.text);
  // `304`, `default`: the process id of a worker, or the name that Dovecot 1 gave a configuration.
  const isOld = brackets === '' || /^(?:\d+|default|\w+ ?\d*)$/.test(brackets);
  const parts = isOld ? readOldForm(body) : { ...readArguments(brackets), reason: skipDatabase(body) };
  if (!parts) return undefined;
  return refusalOf(parts, cut.digest);
}

interface AuthParts {
  readonly user: string;
  readonly address: string | null;
  readonly session: string | null;
  readonly reason: string;
}

/**
 * `sql(user,ip,<session>): reason`. The name is a stranger's text and may contain `): `, so the last one counts behind
 * which a known reason begins, and before which an address or a session stands.
 */
function readOldForm(body: string): AuthParts | undefined {
  const open = body.indexOf('(');
  if (open <= 0 || open > 40 || body.slice(0, open).includes(' ')) return undefined;
  if (MECHANISM.test(body.slice(0, open)) && body.startsWith('?,', open + 1)) return readUnnamed(body, open);
  let fallback: AuthParts | undefined;
  for (let close = body.lastIndexOf('): '), tries = 0; close > open && tries < 20; tries += 1) {
    const found = { ...readArguments(body.slice(open + 1, close)), reason: skipDatabase(body.slice(close + 3)) };
    if (found.address !== null && isKnown(found.reason)) return found;
    fallback = found;
    close = body.lastIndexOf('): ', close - 1);
  }
  return fallback;
}

/** Mechanisms of SASL, which refuse a name before a database is asked. */
const MECHANISM =
  /^(?:plain|login|cram-md5|digest-md5|apop|scram-sha-\w+|xoauth2|oauthbearer|external|ntlm|gssapi|anonymous)$/;

/** `plain(?,ip,<session>): Username character disallowed … (username: NAME)`: here the name is at the end. */
function readUnnamed(body: string, open: number): AuthParts | undefined {
  const close = body.indexOf('): ', open);
  return close < 0 ? undefined : { ...readArguments(body.slice(open + 1, close)), reason: body.slice(close + 3) };
}

/** `user,ip`, `user,ip,<session>`, `user,ip,master,<session>`, `user,ip,sasl:plain`: read from the end. */
function readArguments(text: string): Omit<AuthParts, 'reason'> {
  let rest = text;
  let session: string | null = null;
  for (;;) {
    const comma = rest.lastIndexOf(',');
    if (comma < 0) return { user: nameOf(rest), address: null, session };
    const last = rest.slice(comma + 1);
    if (last.startsWith('<') && last.endsWith('>')) session ??= last.slice(1, -1);
    else if (last !== 'master' && !last.startsWith('sasl:')) {
      const address = canonicalAddress(last);
      return { user: nameOf(address === null && last !== '' ? rest : rest.slice(0, comma)), address, session };
    }
    rest = rest.slice(0, comma);
  }
}

/** Dovecot writes `?` for a name that it has not read. */
const nameOf = (text: string): string => (text === '?' ? '' : text);

/** `conn unix:auth-worker (pid=27359,uid=97): auth-worker<55>: `, `request [1]: `. */
function skipWorkerPrefix(text: string): string {
  let rest = text;
  if (rest.startsWith('conn ')) {
    const worker = rest.indexOf('>: ');
    if (worker > 0 && worker < 200) rest = rest.slice(worker + 3);
  }
  if (rest.startsWith('request [')) {
    const end = rest.indexOf(']: ');
    if (end > 0 && end < 30) rest = rest.slice(end + 3);
  }
  return rest;
}

/** `sql: Password mismatch` becomes `Password mismatch`. */
function skipDatabase(text: string): string {
  const colon = text.indexOf(': ');
  return colon > 0 && /^[a-z][\w-]*$/.test(text.slice(0, colon)) ? text.slice(colon + 2) : text;
}

const isKnown = (reason: string): boolean =>
  reason.startsWith('pam_') || REASONS.some(([start]) => reason.toLowerCase().startsWith(start));

function refusalOf(parts: AuthParts, passwordDigest: string | null): DovecotEvent | string | undefined {
  const { user, address, session } = parts;
  const reason = parts.reason.toLowerCase();
  const known = REASONS.find(([start]) => reason.startsWith(start));
  if (known && known[1] === null) return known[2];
  const why = known?.[1] ?? otherReason(reason);
  if (!why) return undefined;
  const typed = user || typedName(parts.reason);
  if (typed === '') return 'auth_refused_without_user';
  return { service: null, user: typed, address, session, kind: 'auth_refused', reason: why, passwordDigest };
}

function otherReason(reason: string): FailureReason | undefined {
  if (reason.startsWith('pam_authenticate() failed')) {
    if (reason.includes('not known')) return 'unknown_user';
    return reason.includes('permission denied') ? 'authorization_failed' : 'auth_failed';
  }
  if (reason.startsWith('pam_acct_mgmt() failed')) {
    return reason.includes('expired') ? 'password_expired' : 'authorization_failed';
  }
  // `allow_nets check failed: IP 127.0.0.1 not in allowed networks`
  if (reason.includes(' check failed: ')) return 'authorization_failed';
  if (reason.includes('invalid credentials')) return 'auth_failed';
  return undefined;
}

/** `… disallowed by auth_username_chars: 0x27 (username: o'hara@…)`. */
function typedName(reason: string): string {
  const from = reason.indexOf('(username: ');
  return from < 0 || !reason.endsWith(')') ? '' : reason.slice(from + 11, -1);
}

/**
 * `pam_unix(dovecot:auth): authentication failure; logname= uid=0 euid=0 tty=dovecot ruser=NAME rhost=ADDRESS`, where the
 * typed name may contain `rhost=`. PAM appends `  user=NAME` for an account that exists.
 */
function readPamLine(text: string): DovecotEvent | string {
  const rhost = text.lastIndexOf(' rhost=');
  const ruser = text.indexOf(' ruser=');
  const isFailure = text.includes('): authentication failure; ');
  if (!isFailure || ruser < 0 || rhost < ruser) return 'pam';
  const [address = ''] = text.slice(rhost + 7).split(' ', 1);
  const user = text.slice(ruser + 7, rhost);
  if (user === '') return 'auth_refused_without_user';
  const about = { service: null, user, address: canonicalAddress(address), session: null };
  return { ...about, kind: 'auth_refused', reason: 'auth_failed', passwordDigest: null };
}
