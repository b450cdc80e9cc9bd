import type { PostfixEvent } from '../../mail-log-event';
import { clientAt, type NamedClient } from './client-of';

const REFUSALS = new Set(['reject', 'milter-reject', 'milter-header-reject', 'proxy-reject']);
/** Other actions of access tables, filters and header checks: the client or the message is not refused. */
const OTHERS = new Set(
  'reject_warning filter discard redirect warn warning info prepend replace strip bcc dunno trace ignore abort delay permit pass'.split(
    ' ',
  ),
);
const BY_FILTER = /^(?:milter|proxy)-[a-z-]+$/;
const LONGEST_ACTION = 40;
const HOLDS = new Set(['hold', 'milter-hold', 'milter-header-hold']);
/** Words of cleanup for the part of a message that a check matched. Its text is a stranger's and is never kept. */
const PARTS = ['header ', 'body ', 'mime-', 'MIME-'];
const ENHANCED = /^[245]\.\d{1,3}\.\d{1,3}(?= |$)/;

/**
 * Reads `reject: RCPT from host[address]: 550 5.1.1 <…>: text; from=<…> to=<…> proto=… helo=<…>` and the other actions of
 * that form.
 *
 * @param text what follows the queue id
 * @returns undefined when the text has another form
 */
export function readRefusal(text: string, queueId: string | null): PostfixEvent | string | undefined {
  const colon = text.indexOf(': ');
  if (colon < 0 || colon > LONGEST_ACTION) return undefined;
  const action = text.slice(0, colon);
  if (HOLDS.has(action)) return queueId === null ? 'access_hold' : { queueId, kind: 'held' };
  if (OTHERS.has(action) || (BY_FILTER.test(action) && !REFUSALS.has(action)))
    return `access_${action.replaceAll('-', '_')}`;
  if (!REFUSALS.has(action)) return undefined;
  const rest = text.slice(colon + 2);
  return PARTS.some((part) => rest.startsWith(part)) ? ofPart(rest, queueId) : ofCommand(rest, queueId);
}

interface Envelope {
  readonly from: string | null;
  readonly to: string | null;
  readonly saslUsername: string | null;
}

function ofCommand(rest: string, queueId: string | null): PostfixEvent {
  const from = rest.indexOf(' from ');
  const colon = rest.indexOf(': ');
  const hasClient = from >= 0 && (colon < 0 || from < colon);
  const commandEnd = hasClient ? from : colon;
  const found: NamedClient | undefined = hasClient ? clientAt(rest, from + 6) : undefined;
  const start = found?.end ?? Math.max(0, commandEnd);
  const reply = rest.slice(start).replace(/^: ?/, '');
  const end = startOfEnvelope(reply);
  return {
    queueId,
    kind: 'refused',
    command: (commandEnd < 0 ? rest : rest.slice(0, commandEnd)).slice(0, 40),
    client: found?.client ?? null,
    address: found?.address ?? null,
    ...readReply(end < 0 ? reply : reply.slice(0, end)),
    ...(end < 0 ? NO_ENVELOPE : readEnvelope(reply.slice(end))),
  };
}

/** `header Subject: … from host[address]; from=<…> to=<…> proto=… helo=<…>: 5.7.1 text`: nothing of the header is kept. */
function ofPart(rest: string, queueId: string | null): PostfixEvent {
  const end = rest.lastIndexOf('; from=<');
  const command = rest.startsWith('body ') ? 'BODY' : rest.startsWith('header ') ? 'HEADER' : 'MIME';
  const envelope = end < 0 ? NO_ENVELOPE : readEnvelope(rest.slice(end));
  return {
    queueId,
    kind: 'refused',
    command,
    client: null,
    address: null,
    code: null,
    dsn: null,
    text: '',
    ...envelope,
  };
}

const NO_ENVELOPE: Envelope = { from: null, to: null, saslUsername: null };

/** Behind the reply stand the envelope, or only the protocol when nothing was said yet. */
function startOfEnvelope(reply: string): number {
  for (const start of ['; from=<', '; proto=', '; to=<']) {
    const at = reply.indexOf(start);
    if (at >= 0) return at;
  }
  return -1;
}

/** `; from=<a> to=<b> proto=ESMTP helo=<c> sasl_method=… sasl_username=…`; postscreen separates by commas. */
function readEnvelope(text: string): Envelope {
  return { from: valueIn(text, 'from=<'), to: valueIn(text, 'to=<'), saslUsername: accountIn(text) };
}

function valueIn(text: string, start: string): string | null {
  const from = text.indexOf(` ${start}`);
  if (from < 0) return null;
  const value = from + start.length + 1;
  for (const end of ['> ', '>, ']) {
    const at = text.indexOf(end, value);
    if (at >= 0) return text.slice(value, at);
  }
  const last = text.indexOf('>', value);
  return last < 0 ? null : text.slice(value, last);
}

/**
 * Postfix 3.10 appends the account behind `helo=<…>`. A client may say HELO with a name that imitates it: such a line ends
 * with the bracket of that name, and has no account that can be trusted.
 */
function accountIn(text: string): string | null {
  const helo = text.indexOf(' helo=<');
  const from = text.indexOf(' sasl_username=', Math.max(0, helo));
  if (from < 0 || text.endsWith('>')) return null;
  const value = from + 15;
  const sender = text.lastIndexOf(' sasl_sender=');
  return (sender > value ? text.slice(value, sender) : text.slice(value)).replace(/,$/, '') || null;
}

/** `550 5.1.1 <…>: text`, `4.7.1 Try again later` of a milter. */
function readReply(reply: string): { code: string | null; dsn: string | null; text: string } {
  const code = /^[245]\d\d(?=[ -]|$)/.exec(reply)?.[0] ?? null;
  const rest = code ? reply.slice(4) : reply;
  const dsn = ENHANCED.exec(rest)?.[0] ?? null;
  return { code, dsn, text: (dsn ? rest.slice(dsn.length + 1) : rest).trim() };
}
