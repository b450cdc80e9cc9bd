import { listTriesOfMessages, type RecipientState, type SentTry } from '@/db/queries/sending-log';
import type { MailboxContext } from '@/lib/context';
import { type ExplainedStatus, explainStatus } from '@/lib/mail-log/status/explain-status';
import type { SentQuery } from './read-sent-filter';

export interface ExplainedSentTry extends SentTry {
  readonly state: RecipientState;
  readonly explained: ExplainedStatus;
}

/** A file has at most so many attempts, those of the newest messages. */
const MOST = 10_000;

/**
 * Lists every delivery attempt of the messages of a query, the newest message first. The filter by state and recipient
 * applies to each attempt.
 */
export async function listSentTries(
  ctx: MailboxContext,
  { days, state, recipient }: SentQuery,
): Promise<{ tries: ExplainedSentTry[]; isCut: boolean; most: number }> {
  const span = { mailboxId: ctx.mailbox.id, start: days.start, end: days.end };
  const rows = await listTriesOfMessages(ctx.db, span, MOST + 1);
  const tries = rows
    .slice(0, MOST)
    .map((one) => ({
      ...one,
      state: stateOf(one),
      explained: explainStatus({ ...one, response: one.response ?? '' }),
    }))
    .filter(
      (one) =>
        (state === null || one.state === state) &&
        (recipient === null || one.recipient.toLowerCase().includes(recipient.toLowerCase())),
    );
  return { tries, isCut: rows.length > MOST, most: MOST };
}

const stateOf = ({ status, expiredAt }: SentTry): RecipientState =>
  status === 'sent' || status === 'bounced' ? status : expiredAt ? 'expired' : 'deferred';
