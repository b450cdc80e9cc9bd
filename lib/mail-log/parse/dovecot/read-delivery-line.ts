import type { DovecotEvent } from '../../mail-log-event';
import type { SessionAccount } from './session-account';

type Act = Extract<DovecotEvent, { kind: 'delivered' }>['act'];

/** The words of LMTP, LDA and Sieve for a delivery, in lower case. A null act is noise. */
const ACTS: readonly (readonly [words: string, act: Act | null, hasFolder?: boolean])[] = [
  ['stored mail into mailbox ', 'stored', true],
  ['saved mail to ', 'stored', true],
  ['copied mail to ', 'stored', true],
  ['forwarded to ', 'forwarded'],
  ['redirected message to ', 'forwarded'],
  ['marked message to be discarded', 'discarded'],
  ['discarded duplicate', null],
  ['discarding vacation', null],
  ['discarded vacation', null],
  ['discarded message', 'discarded'],
  ['discarding ', 'discarded'],
  ['message discarded', 'discarded'],
  ['auto-submitted message discarded', 'discarded'],
  ['rejected message', 'rejected'],
  ['rejected', 'rejected'],
  ['save failed to ', 'failed'],
  ['failed to store into mailbox ', 'failed', true],
  ['failed to redirect ', 'failed'],
  ['delivery failed', 'failed'],
  ['quota exceeded', 'failed'],
  ['left message in mailbox ', null],
  ['store into mailbox ', null],
  ['piped message ', null],
  ['not forwarding ', null],
  ['sent ', null],
  ['not sending ', null],
  ['failed to send ', null],
  ['permanently failed to send ', null],
  ['return-path missing', null],
  ['executed ', null],
  ['skipped ', null],
];
/** Between the account and the words stand at most the session of LMTP and the name of Sieve. */
const LONGEST_PREFIX = 120;

/**
 * Reads a delivery: `sieve: msgid=<…>: fileinto action: stored mail into mailbox 'Lists'`, `msgid=<…>: saved mail to
 * INBOX`, also behind the session of LMTP (`iUi8BBUI2FRbfgAAA15QOA: msgid=…`), and with what an installation adds
 * (`deliver_log_format`).
 *
 * @returns an event, the name of the noise, or undefined when the text is no delivery
 */
export function readDeliveryLine(text: string, account: SessionAccount): DovecotEvent | string | undefined {
  const id = text.indexOf('msgid=');
  const hasId = id >= 0 && id <= LONGEST_PREFIX;
  const idEnd = hasId ? endOfId(text, id + 6) : -1;
  if (hasId && idEnd < 0) return undefined;
  const rest = hasId ? text.slice(idEnd + 2) : withoutPrefix(text);
  const found = findAct(rest, hasId);
  if (!found) return undefined;
  if (found.act === null) return 'sieve';
  const { service, user, address, session } = account;
  if (user === '') return 'delivery_without_user';
  const folder = found.hasFolder ? folderOf(rest.slice(found.end)) : null;
  const messageId = hasId ? idOf(text.slice(id + 6, idEnd)) : null;
  return { service, user, address, session, kind: 'delivered', act: found.act, folder, messageId };
}

/** An id holds no blank, so that the first `: ` behind it ends it; a strange one is in brackets all the same. */
function endOfId(text: string, from: number): number {
  const bracket = text[from] === '<' ? text.indexOf('>', from) : -1;
  const colon = text.indexOf(': ', from);
  return bracket >= 0 && (bracket < colon || colon < 0) ? bracket + 1 : colon;
}

/** `sieve: `, and the name of an action: `fileinto action: `. */
function withoutPrefix(text: string): string {
  const rest = text.startsWith('sieve: ') ? text.slice(7) : text;
  const action = rest.indexOf(' action: ');
  return action > 0 && action < 30 ? rest.slice(action + 9) : rest;
}

interface FoundAct {
  readonly act: Act | null;
  readonly hasFolder: boolean;
  /** Where the words end. */
  readonly end: number;
}

function findAct(rest: string, hasId: boolean): FoundAct | undefined {
  const lower = rest.toLowerCase();
  const start = lower.length - withoutPrefix(lower).length;
  for (const [words, act, hasFolder = false] of ACTS) {
    if (lower.startsWith(words, start)) return { act, hasFolder, end: start + words.length };
  }
  // Other fields may stand before the words, and a subject is one of them: only the words at the end count.
  let last: FoundAct | undefined;
  for (const [words, act, hasFolder = false] of hasId ? ACTS : []) {
    const at = lower.lastIndexOf(words);
    if (at > 0 && at + words.length > (last?.end ?? 0)) last = { act, hasFolder, end: at + words.length };
  }
  return last;
}

function idOf(text: string): string | null {
  const inner = text.startsWith('<') ? text.slice(1) : text;
  return (inner.endsWith('>') ? inner.slice(0, -1) : inner) || null;
}

/** A folder's name may contain commas and quotes. Sieve quotes it, and says behind it why it failed. */
function folderOf(text: string): string | null {
  if (!text.startsWith("'")) return text.trim() || null;
  const close = text.lastIndexOf("'");
  return text.slice(1, close > 0 ? close : undefined) || null;
}
