import type { PostfixEvent } from '../../mail-log-event';
import { queueIdAt } from './queue-id';

type Delivery = Extract<PostfixEvent, { kind: 'delivery' }>;

const STATUSES = new Set<string>([
  'sent',
  'bounced',
  'deferred',
  'softbounce',
  'undeliverable',
  'deliverable',
  'undeliverable-but-not-cached',
] satisfies Delivery['status'][]);
const LONGEST_KEY = 12;
const MOST_FIELDS = 32;

/**
 * Reads `to=<…>, relay=…, delay=…, delays=…, dsn=…, status=sent (…)`. The recipient and the response are texts of others:
 * the recipient ends at its bracket, and the response is what follows the status, up to the end.
 *
 * @param text what follows the queue id
 */
export function readDelivery(text: string, queueId: string | null): PostfixEvent | string | undefined {
  const to = addressAt(text, 3);
  if (!to) return 'truncated';
  const fields: Record<string, string> = {};
  let originalTo: string | null = null;
  let at = to.end;
  for (let n = 0; n < MOST_FIELDS; n += 1) {
    while (text[at] === ',' || text[at] === ' ') at += 1;
    if (at >= text.length) return 'truncated';
    if (text.startsWith('orig_to=', at)) {
      const found = addressAt(text, at + 8);
      if (!found) return 'truncated';
      originalTo = found.address;
      at = found.end;
      continue;
    }
    const equals = text.indexOf('=', at);
    if (equals < 0) return 'truncated';
    if (equals - at > LONGEST_KEY) return undefined;
    const key = text.slice(at, equals);
    if (key === 'status') return ofStatus(text, equals + 1, { queueId, to: to.address, originalTo, fields });
    const end = endOfValue(text, equals + 1);
    fields[key] = text.slice(equals + 1, end);
    at = end;
  }
  return undefined;
}

function ofStatus(
  text: string,
  from: number,
  known: { queueId: string | null; to: string; originalTo: string | null; fields: Record<string, string> },
): PostfixEvent | string | undefined {
  const { queueId, to, originalTo, fields } = known;
  const space = text.indexOf(' ', from);
  const status = text.slice(from, space < 0 ? text.length : space).toLowerCase();
  if (!STATUSES.has(status)) return undefined;
  const response = space < 0 ? '' : withoutBrackets(text.slice(space + 1));
  return {
    queueId,
    kind: 'delivery',
    to,
    originalTo,
    relay: fields.relay || null,
    delayMs: milliseconds(fields.delay),
    dsn: fields.dsn || null,
    status: status as Delivery['status'],
    response,
    queuedAs: status === 'sent' ? queuedAs(response) : null,
  };
}

/** `<user@host>`, `<"user 1234 with space"@host>`, `<>`; Postfix before 2.3 also `user@host` without brackets. */
export function addressAt(text: string, from: number): { address: string; end: number } | undefined {
  if (text[from] !== '<') {
    const end = endOfValue(text, from);
    return end > from && end < text.length ? { address: text.slice(from, end), end } : undefined;
  }
  let at = from + 1;
  if (text[at] === '"') {
    const quote = endOfQuoted(text, at);
    if (quote > 0) at = quote;
  }
  const end = text.indexOf('>', at);
  return end < 0 ? undefined : { address: text.slice(from + 1, end), end: end + 1 };
}

/** @returns the place of the quote that closes, -1 without one */
function endOfQuoted(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return -1;
}

function endOfValue(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x2c || code === 0x20) return at;
  }
  return text.length;
}

/** The whole delay: `0.05`, `63495`. */
function milliseconds(seconds: string | undefined): number | null {
  const ms = Math.round(Number(seconds) * 1_000);
  return seconds && Number.isFinite(ms) && ms >= 0 ? ms : null;
}

const withoutBrackets = (text: string): string =>
  text.startsWith('(') ? text.slice(1, text.endsWith(')') ? -1 : undefined) : text;

/** `250 2.0.0 Ok: queued as B`, `forwarded as B`. */
function queuedAs(response: string): string | null {
  const queued = response.lastIndexOf('queued as ');
  if (queued >= 0) return queueIdAt(response, queued + 10);
  const forwarded = response.lastIndexOf('forwarded as ');
  return forwarded >= 0 ? queueIdAt(response, forwarded + 13) : null;
}
