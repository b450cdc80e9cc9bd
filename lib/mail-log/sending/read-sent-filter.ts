import type { RecipientState, RowKey } from '@/db/queries/sending-log';
import { type Days, type DaysRefusal, readDays } from '@/lib/mail-log/read-days';
import { ok, type Result, refuse } from '@/lib/result';
import { readSearchText } from './read-search-text';
import { readRowKey } from './row-key';

export type { RecipientState };

export const RECIPIENT_STATES = ['sent', 'deferred', 'bounced', 'expired'] as const satisfies RecipientState[];

export interface SentQuery {
  readonly days: Days;
  readonly state: RecipientState | null;
  readonly recipient: string | null;
  readonly before: RowKey | null;
}

export type SentQueryRefusal = DaysRefusal | 'log_filter.state' | 'log_filter.text' | 'log_filter.page';

/** Reads the query of a page of sent messages. @param asked values of a query string: any text, also none or several */
export function readSentFilter(
  asked: { from?: unknown; to?: unknown; state?: unknown; recipient?: unknown; before?: unknown },
  limits: Parameters<typeof readDays>[1],
): Result<SentQuery, SentQueryRefusal> {
  const days = readDays(asked, limits);
  if (!days.ok) return days;
  const state = asked.state ? RECIPIENT_STATES.find((one) => one === asked.state) : null;
  if (state === undefined) return refuse('log_filter.state');
  const recipient = readSearchText(asked.recipient);
  if (recipient === undefined) return refuse('log_filter.text');
  const before = asked.before === undefined ? null : readRowKey(asked.before);
  if (before === undefined) return refuse('log_filter.page');
  return ok({ days: days.value, state, recipient, before });
}
