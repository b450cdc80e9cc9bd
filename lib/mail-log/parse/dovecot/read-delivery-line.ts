import type { DovecotEvent } from '../../mail-log-event';
import type { SessionAccount } from './session-account';

type Delivered = Extract<DovecotEvent, { kind: 'delivered' }>;

/** The words of LMTP, LDA and Sieve behind the message id. A null act is noise. */
const ACTS: readonly (readonly [text: string, act: Delivered['act'] | null, folder?: 'quoted' | 'plain'])[] = [
  ['stored mail into mailbox ', 'stored', 'quoted'],
  ['saved mail to ', 'stored', 'plain'],
  ['copied mail to ', 'stored', 'plain'],
  ['forwarded to ', 'forwarded'],
  ['redirected message to ', 'forwarded'],
  ['marked message to be discarded', 'discarded'],
  ['discarded duplicate', null],
  ['discarding vacation', null],
  ['discarded vacation', null],
  ['discarding ', 'discarded'],
  ['discarded ', 'discarded'],
  ['message discarded', 'discarded'],
  ['rejected message', 'rejected'],
  ['rejected', 'rejected'],
  ['save failed to ', 'failed'],
  ['failed to store into mailbox ', 'failed', 'quoted'],
  ['delivery failed', 'failed'],
  ['quota exceeded', 'failed'],
  ['sent vacation response', null],
  ['not sending vacation', null],
  ['sent notification', null],
  ['sent mail notification', null],
  ['executed ', null],
  ['skipped ', null],
  ['not executing ', null],
  ['script ', null],
];

/**
 * Reads a delivery: `sieve: msgid=<…>: stored mail into mailbox 'INBOX'`, `msgid=<…>: saved mail to INBOX`, also behind
 * the session of LMTP (`iUi8BBUI2FRbfgAAA15QOA: msgid=…`).
 *
 * @returns an event, the name of the noise, or undefined when the text is no delivery
 */
export function readDeliveryLine(text: string, account: SessionAccount): DovecotEvent | string | undefined {
  const id = text.indexOf('msgid=');
  // Before the id stand at most a session, `sieve: ` and a user's prefix.
  if (id < 0 || id > 120) return undefined;
  const end = endOfId(text, id + 6);
  if (end < 0) return undefined;
  const rest = text.slice(end + 2);
  const lower = rest.toLowerCase();
  let found: (typeof ACTS)[number] | undefined;
  let at = -1;
  for (const act of ACTS) {
    const place = lower.indexOf(act[0]);
    if (place >= 0 && (at < 0 || place < at)) {
      found = act;
      at = place;
    }
  }
  if (!found) return undefined;
  const [words, act, naming] = found;
  if (act === null) return 'sieve';
  const { service, user, session } = account;
  if (user === '') return 'delivery_without_user';
  const folder = naming ? folderOf(rest.slice(at + words.length), naming) : null;
  const messageId = idOf(text.slice(id + 6, end));
  return { service, user, address: null, session, kind: 'delivered', act, folder, messageId };
}

/** An id holds no blank, so that the first `: ` behind it ends it; a strange one is in brackets all the same. */
function endOfId(text: string, from: number): number {
  const bracket = text[from] === '<' ? text.indexOf('>: ', from) : -1;
  return bracket >= 0 ? bracket + 1 : text.indexOf(': ', from);
}

function idOf(text: string): string | null {
  const inner = text.startsWith('<') ? text.slice(1) : text;
  return (inner.endsWith('>') ? inner.slice(0, -1) : inner) || null;
}

/** A folder's name may contain commas and quotes; behind it stands at most a reason. */
function folderOf(text: string, naming: 'quoted' | 'plain'): string | null {
  if (naming === 'quoted' && text.startsWith("'")) {
    const close = text.lastIndexOf("'");
    return text.slice(1, close > 0 ? close : undefined) || null;
  }
  return text.trim() || null;
}
