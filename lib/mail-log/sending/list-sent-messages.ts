import { listOutgoingRefusals, type OutgoingRefusalRow } from '@/db/queries/incoming-log';
import { listSentMessages as findMessages, type ListedMessage } from '@/db/queries/sending-log';
import { runConcurrently } from '@/db/run-concurrently';
import type { MailboxContext } from '@/lib/context';
import type { SentQuery } from './read-sent-filter';
import { rowKeyText } from './row-key';

export type { ListedMessage, OutgoingRefusalRow };

export interface SentPage {
  readonly messages: ListedMessage[];
  /** Pass it as `before` to get the next page; null on the last page. */
  readonly olderThan: string | null;
  /** Messages that our own server refused, at most 50; only on the first page of a query without other filters. */
  readonly refused: OutgoingRefusalRow[];
}

const ON_A_PAGE = 50;

/** Lists what was sent from a mailbox, the newest first. */
export async function listSentMessages(ctx: MailboxContext, query: SentQuery): Promise<SentPage> {
  const { days, before, ...filter } = query;
  const span = { mailboxId: ctx.mailbox.id, start: days.start, end: days.end };
  const isWhole = before === null && filter.state === null && filter.recipient === null;
  const [rows, refused] = await runConcurrently([
    findMessages(ctx.db, { ...span, ...filter }, { before, most: ON_A_PAGE + 1 }),
    isWhole ? listOutgoingRefusals(ctx.db, span, ON_A_PAGE) : [],
  ]);
  const messages = rows.slice(0, ON_A_PAGE);
  const last = messages.at(-1);
  return { messages, refused, olderThan: rows.length > ON_A_PAGE && last ? rowKeyText(last) : null };
}
