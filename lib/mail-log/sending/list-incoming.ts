import {
  type ArrivalRow,
  type IncomingFilter,
  type IncomingKey,
  type IncomingRefusalRow,
  listArrivals,
  listIncomingRefusals,
} from '@/db/queries/incoming-log';
import { runConcurrently } from '@/db/run-concurrently';
import type { MailboxContext } from '@/lib/context';
import { type Days, type DaysRefusal, readDays } from '@/lib/mail-log/read-days';
import { type ExplainedStatus, explainStatus } from '@/lib/mail-log/status/explain-status';
import { ok, type Result, refuse } from '@/lib/result';
import { readSearchText } from './read-search-text';

/** Deferred: our own server asked the sender's to try again, or the mailbox could not take it yet. */
export const INCOMING_OUTCOMES = ['arrived', 'deferred', 'refused'] as const;
export type IncomingOutcome = (typeof INCOMING_OUTCOMES)[number];

export interface IncomingQuery extends IncomingFilter {
  readonly days: Days;
  readonly outcome: IncomingOutcome | null;
  readonly before: IncomingKey | null;
}

export type IncomingQueryRefusal = DaysRefusal | 'log_filter.state' | 'log_filter.text' | 'log_filter.page';

/** Reads the query of the page of incoming messages. @param asked values of a query string: any text, also none or several */
export function readIncomingQuery(
  asked: { from?: unknown; to?: unknown; outcome?: unknown; sender?: unknown; before?: unknown },
  limits: Parameters<typeof readDays>[1],
): Result<IncomingQuery, IncomingQueryRefusal> {
  const days = readDays(asked, limits);
  if (!days.ok) return days;
  const outcome = asked.outcome ? INCOMING_OUTCOMES.find((one) => one === asked.outcome) : null;
  if (outcome === undefined) return refuse('log_filter.state');
  const sender = readSearchText(asked.sender);
  if (sender === undefined) return refuse('log_filter.text');
  const before = asked.before === undefined ? null : readKey(asked.before);
  if (before === undefined) return refuse('log_filter.page');
  return ok({ days: days.value, outcome, sender, before });
}

export interface IncomingEntry {
  readonly at: Date;
  readonly outcome: IncomingOutcome;
  /** '' for bounces and automatic replies, null when unknown. */
  readonly sender: string | null;
  /** Where a refused message came from; null for others. */
  readonly address: string | null;
  readonly size: number | null;
  /** Verbatim. */
  readonly answer: string;
  readonly dsn: string | null;
  readonly explained: ExplainedStatus;
  readonly key: string;
}

export interface IncomingPage {
  readonly entries: IncomingEntry[];
  /** Pass it as `before` to get the next page; null on the last page. */
  readonly olderThan: string | null;
}

const ON_A_PAGE = 50;

/** Lists what arrived for a mailbox, was deferred or was refused, the newest first. */
export async function listIncoming(ctx: MailboxContext, query: IncomingQuery): Promise<IncomingPage> {
  const { days, outcome, sender, before } = query;
  const of = { mailboxId: ctx.mailbox.id, start: days.start, end: days.end, sender };
  const page = { before, most: ON_A_PAGE + 1 };
  const statuses = outcome && STATUSES[outcome];
  const isTemporary = outcome === null ? null : outcome === 'deferred';
  const [arrivals, refusals] = await runConcurrently([
    listArrivals(ctx.db, { ...of, statuses }, page),
    outcome === 'arrived' ? [] : listIncomingRefusals(ctx.db, { ...of, isTemporary }, page),
  ]);
  const all = [...refusals.map(refused), ...arrivals.map(arrived)].toSorted((a, b) => b.at.getTime() - a.at.getTime());
  const entries = all.slice(0, ON_A_PAGE);
  return { entries, olderThan: all.length > ON_A_PAGE ? (entries.at(-1)?.key ?? null) : null };
}

const STATUSES = {
  arrived: ['sent'],
  deferred: ['deferred', 'softbounce'],
  refused: ['bounced'],
} as const satisfies Record<IncomingOutcome, readonly ArrivalRow['status'][]>;

function arrived({ at, id, sender, size, status, dsn, relay, response }: ArrivalRow): IncomingEntry {
  const explained = explainStatus({ status, dsn, relay, response: response ?? '' });
  const outcome = status === 'sent' ? 'arrived' : status === 'bounced' ? 'refused' : 'deferred';
  const key = keyText({ at, list: 'arrival', id });
  return { at, outcome, sender, address: null, size, answer: response ?? '', dsn, explained, key };
}

function refused({ at, id, sender, address, code, dsn, text }: IncomingRefusalRow): IncomingEntry {
  const answer = [code, dsn, text].filter(Boolean).join(' ');
  const explained = explainStatus({ status: null, dsn, relay: null, response: answer });
  const outcome = explained.is === 'temporary' ? 'deferred' : 'refused';
  const key = keyText({ at, list: 'refusal', id });
  return { at, outcome, sender, address, size: null, answer, dsn, explained, key };
}

const keyText = ({ at, list, id }: IncomingKey): string => `${at.getTime()}-${list}-${id}`;

function readKey(text: unknown): IncomingKey | undefined {
  const [, ms, list, id] = (typeof text === 'string' && /^(\d{1,15})-(arrival|refusal)-(\d{1,15})$/.exec(text)) || [];
  return list === 'arrival' || list === 'refusal' ? { at: new Date(Number(ms)), list, id: Number(id) } : undefined;
}
