import {
  type DeliveryTry,
  findSentMessage as findMessage,
  listTries,
  type RecipientState,
  type SentMessageRow,
} from '@/db/queries/sending-log';
import type { MailboxContext } from '@/lib/context';
import { type ExplainedStatus, explainStatus } from '@/lib/mail-log/status/explain-status';
import { ok, type Result, refuse } from '@/lib/result';
import { type NextTry, nextTry } from './next-try';
import { readRowKey } from './row-key';

export interface ExplainedTry extends DeliveryTry {
  readonly explained: ExplainedStatus;
}

export interface RecipientHistory {
  readonly recipient: string;
  readonly state: RecipientState;
  /** The newest first. */
  readonly tries: readonly ExplainedTry[];
  /** Null unless it is still tried. */
  readonly next: NextTry | null;
}

export interface SentMessage extends SentMessageRow {
  /** Those who did not get it first. */
  readonly recipientHistories: readonly RecipientHistory[];
  /** Whether older tries were left out. */
  readonly hasMoreTries: boolean;
}

const MOST_TRIES = 500;
const ORDER: readonly RecipientState[] = ['bounced', 'expired', 'deferred', 'sent'];

/**
 * Finds what became of one message of a mailbox. Another mailbox's message is refused like one that does not exist.
 *
 * @param key of a page's URL, as `rowKeyText` writes it
 */
export async function findSentMessage(
  ctx: MailboxContext,
  key: string,
): Promise<Result<SentMessage, 'sent_message.not_found'>> {
  const read = readRowKey(key);
  const of = read && { ...read, mailboxId: ctx.mailbox.id };
  const message = of && (await findMessage(ctx.db, of));
  if (!message) return refuse('sent_message.not_found');
  const tries = await listTries(ctx.db, of, MOST_TRIES + 1);
  const byRecipient = new Map<string, DeliveryTry[]>();
  for (const one of tries.slice(0, MOST_TRIES)) {
    if (!one.isHandOver) byRecipient.set(one.recipient, [...(byRecipient.get(one.recipient) ?? []), one]);
  }
  const histories = [...byRecipient].map(([recipient, tries]) => historyOf(ctx, message, recipient, tries));
  return ok({
    ...message,
    recipientHistories: histories.toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state)),
    hasMoreTries: tries.length > MOST_TRIES,
  });
}

function historyOf(
  { now }: Pick<MailboxContext, 'now'>,
  { at, expiredAt, endedAt }: SentMessageRow,
  recipient: string,
  tries: DeliveryTry[],
): RecipientHistory {
  const last = tries[0];
  const state = stateAfter(last, expiredAt);
  return {
    recipient,
    state,
    tries: tries.map((one) => ({ ...one, explained: explainStatus({ ...one, response: one.response ?? '' }) })),
    next: state === 'deferred' && !endedAt && last ? nextTry({ acceptedAt: at, lastTryAt: last.at }, now) : null,
  };
}

function stateAfter(last: DeliveryTry | undefined, expiredAt: Date | null): RecipientState {
  if (last?.status === 'sent' || last?.status === 'bounced') return last.status;
  return expiredAt ? 'expired' : 'deferred';
}
