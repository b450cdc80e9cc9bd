import type { DovecotEvent } from '../../mail-log-event';
import { numberAt } from '../number-at';
import type { SessionAccount } from './session-account';

/** Names of the two figures of a pair in POP3's line: `retr=1/39452` is one message of 39452 bytes. */
const SECOND_OF: Readonly<Record<string, string | undefined>> = {
  top: 'top_bytes',
  retr: 'retr_bytes',
  del: 'messages',
};

/** Names of `imap_logout_format` in Plesk. */
const SAME_AS: Readonly<Record<string, string | undefined>> = { rcvd: 'in', sent: 'out' };
const COUNTER = /^[a-z_0-9]+$/;
const LONGEST_NAME = 24;
const MOST_COUNTERS = 32;

const ENDS = [
  'Disconnected',
  'Logged out',
  'Connection closed',
  'Server shutting down',
  'Timeout',
  'Timed out',
  'Internal error',
  'Remote closed',
  'Too many ',
  'Client disconnected',
  'Killed by ',
  'Append failed',
  'IDLE ',
];

/**
 * Reads the end of a session: `Disconnected: Logged out in=9 out=476 …`. The counters stand at the end; the text before
 * them grows freely.
 *
 * @returns undefined when the text is no end of a session
 */
export function readLogout(
  text: string,
  { service, user, address, session }: SessionAccount,
): DovecotEvent | undefined {
  // The lines of other families begin with a small letter.
  const first = text.charCodeAt(0);
  if (first < 0x41 || first > 0x5a) return undefined;
  const counts: Record<string, number> = {};
  let end = text.length;
  for (let n = 0; n < MOST_COUNTERS && end > 0; n += 1) {
    const space = text.lastIndexOf(' ', end - 1);
    if (!takeCounter(text, space + 1, end, counts)) break;
    end = Math.max(space, 0);
  }
  if (!hasTotals(counts) && !ENDS.some((word) => text.startsWith(word))) return undefined;
  const reason = reasonOf(text.slice(0, end));
  return { service, user, address, session, kind: 'logout', reason, counts };
}

/** The counters of IMAP, POP3 and ManageSieve stand at the end of a session alone, whatever its reason. */
const hasTotals = (counts: Readonly<Record<string, number>>): boolean =>
  (counts.in !== undefined && counts.out !== undefined) || (counts.retr !== undefined && counts.del !== undefined);

/** `in=9`, `in=636,` and `bytes=636/7911` of cPanel, `retr=1/39452`. */
function takeCounter(text: string, from: number, end: number, counts: Record<string, number>): boolean {
  const equals = text.indexOf('=', from);
  if (equals <= from || equals >= end || equals - from > LONGEST_NAME) return false;
  const first = numberAt(text, equals + 1);
  if (first === undefined) return false;
  const name = text.slice(from, equals);
  const slash = text.indexOf('/', equals);
  const second = slash < 0 || slash >= end ? undefined : numberAt(text, slash + 1);
  if (name === 'bytes' && second !== undefined) {
    counts.in ??= first;
    counts.out ??= second;
    return true;
  }
  if (!COUNTER.test(name)) return false;
  counts[SAME_AS[name] ?? name] = first;
  const other = second === undefined ? undefined : SECOND_OF[name];
  if (other && second !== undefined) counts[other] = second;
  return true;
}

/** `Disconnected: Logged out` becomes `Logged out`, `Connection closed (IDLE running for …)` `Connection closed`. */
function reasonOf(text: string): string {
  let reason = text;
  while (reason.startsWith('Disconnected: ')) reason = reason.slice(14);
  const bracket = reason.indexOf(' (');
  if (bracket > 0) reason = reason.slice(0, bracket);
  return reason.replace(/[,.: ]+$/, '').slice(0, 200) || 'Disconnected';
}
