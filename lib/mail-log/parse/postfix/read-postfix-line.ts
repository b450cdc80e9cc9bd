import type { PostfixEvent } from '../../mail-log-event';
import { readQueueId } from './queue-id';
import { readAuthFailure } from './read-auth-failure';
import { readAccepted, readQueueLine } from './read-queue-line';
import { readRefusal } from './read-refusal';

/** Lines without a queue id, each with the name of the noise. */
const NOISE: readonly (readonly [start: string, name: string])[] = [
  ['connect from ', 'connect'],
  ['disconnect from ', 'disconnect'],
  ['lost connection ', 'lost_connection'],
  ['timeout after ', 'timeout'],
  ['too many errors after ', 'too_many_errors'],
  ['improper command pipelining ', 'pipelining'],
  ['Anonymous TLS connection ', 'tls'],
  ['Trusted TLS connection ', 'tls'],
  ['Untrusted TLS connection ', 'tls'],
  ['Verified TLS connection ', 'tls'],
  ['TLS ', 'tls'],
  ['setting up TLS connection ', 'tls'],
  ['SSL_accept', 'tls'],
  ['SSL_connect', 'tls'],
  ['SSL3 alert', 'tls'],
  ['Host offered STARTTLS', 'tls'],
  ['certificate ', 'tls'],
  ['server certificate ', 'tls'],
  ['client certificate ', 'tls'],
  ['fingerprint', 'tls'],
  ['Peer ', 'tls'],
  ['issuer', 'tls'],
  ['subject', 'tls'],
  ['looking for session', 'tls'],
  ['initializing the ', 'tls'],
  ['save session', 'tls'],
  ['statistics: ', 'statistics'],
  ['connect to ', 'remote_trouble'],
  ['daemon started', 'startup'],
  ['starting the Postfix', 'startup'],
  ['stopping the Postfix', 'shutdown'],
  ['refreshing the Postfix', 'reload'],
  ['terminating on signal', 'shutdown'],
  ['reload ', 'reload'],
  ['table ', 'table_changed'],
  ['CONNECT ', 'screening'],
  ['DISCONNECT ', 'screening'],
  ['HANGUP ', 'screening'],
  ['PASS ', 'screening'],
  ['PREGREET ', 'screening'],
  ['DNSBL rank ', 'screening'],
  ['WHITELIST', 'screening'],
  ['BLACKLIST', 'screening'],
  ['ALLOWLIST', 'screening'],
  ['DENYLIST', 'screening'],
  ['BARE NEWLINE', 'screening'],
  ['COMMAND ', 'screening'],
  ['NON-SMTP COMMAND', 'screening'],
  ['BDAT without', 'screening'],
  ['DATA without', 'screening'],
  ['entering STRESS', 'screening'],
  ['leaving STRESS', 'screening'],
  ['addr ', 'screening'],
  ['cache ', 'cache'],
  ['close database ', 'cache'],
  ['scan_dir_push', 'debug'],
  ['discarding EHLO', 'ehlo'],
  ['using backwards-compatible', 'configuration'],
  ['rebuilding ', 'configuration'],
  ['Relaying allowed ', 'relaying'],
  ['input attribute ', 'debug'],
  ['sending client ', 'debug'],
  ['the Postfix mail system', 'startup'],
  ['watchdog', 'debug'],
  ['filter ', 'remark'],
];
const SEVERITIES: readonly (readonly [start: string, name: string])[] = [
  ['warning: ', 'warning'],
  ['fatal: ', 'fatal'],
  ['error: ', 'error'],
  ['panic: ', 'panic'],
  ['info: ', 'info'],
  ['debug: ', 'debug'],
];
/** An unknown line that contains one of these may be an event in a form that is not read yet. */
const ALARMING = ['status=', 'eject', 'SASL', 'sasl_', 'client=', 'from=<', 'to=<', 'message-id='];

/**
 * Reads the message of a line of Postfix 2.x to 3.11.
 *
 * @param message what follows the syslog header
 * @param service the last part of the program's name: `smtpd`, `qmgr` …
 * @returns an event, the name of the noise, or undefined for a message that it does not know
 */
export function readPostfixLine(message: string, service: string): PostfixEvent | string | undefined {
  const queue = readQueueId(message);
  if (queue) return readQueueLine(message.slice(queue.end), queue.id, service) ?? remark(message);
  for (const [start, name] of SEVERITIES) {
    if (message.startsWith(start)) return (name === 'warning' && readAuthFailure(message.slice(9))) || name;
  }
  const noise = NOISE.find(([start]) => message.startsWith(start));
  if (noise) return noise[1];
  // Before a message has a queue id.
  if (message.startsWith('client=')) return readAccepted(message, null) ?? 'truncated';
  return readRefusal(message, null) ?? remark(message);
}

/** A remark is noise when it has nothing that an event could have. */
const remark = (message: string): string | undefined =>
  ALARMING.some((word) => message.includes(word)) ? undefined : 'remark';
