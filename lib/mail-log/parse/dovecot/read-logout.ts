import { numberAt } from '../text-between';

/** Names of the two figures of a pair in POP3's line: `retr=1/39452` is one message of 39452 bytes. */
const SECOND_OF: Readonly<Record<string, string>> = { top: 'top_bytes', retr: 'retr_bytes', del: 'messages' };

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

export interface Logout {
  readonly reason: string;
  readonly counts: Readonly<Record<string, number>>;
}

/**
 * Reads the end of a session: `Disconnected: Logged out in=9 out=476 …`. The counters stand at the end; the text before
 * them grows freely.
 *
 * @returns undefined when the text is no end of a session
 */
export function readLogout(text: string): Logout | undefined {
  if (!ENDS.some((end) => text.startsWith(end))) return undefined;
  const counts: Record<string, number> = {};
  let end = text.length;
  while (end > 0) {
    const space = text.lastIndexOf(' ', end - 1);
    if (!takeCounter(text.slice(space + 1, end), counts)) break;
    end = Math.max(space, 0);
  }
  return { reason: reasonOf(text.slice(0, end)), counts };
}

/** `in=9`, `in=636,` and `bytes=636/7911` of cPanel, `retr=1/39452`. */
function takeCounter(word: string, counts: Record<string, number>): boolean {
  const equals = word.indexOf('=');
  if (equals <= 0) return false;
  const name = word.slice(0, equals);
  if (!/^[a-z_0-9]{1,24}$/.test(name)) return false;
  const first = numberAt(word, equals + 1);
  if (first === undefined) return false;
  const slash = word.indexOf('/', equals);
  const second = slash < 0 ? undefined : numberAt(word, slash + 1);
  if (name === 'bytes' && second !== undefined) {
    counts.in ??= first;
    counts.out ??= second;
    return true;
  }
  counts[name] = first;
  const other = SECOND_OF[name];
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
