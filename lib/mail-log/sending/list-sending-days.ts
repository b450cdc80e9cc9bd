import { countRefusalsByDay, countSendingByDay, type RecipientCounts } from '@/db/queries/sending-log';
import { runConcurrently } from '@/db/run-concurrently';
import type { MailboxContext } from '@/lib/context';
import { allKeptDays, listDays } from '@/lib/mail-log/read-days';

export interface SendingDay extends RecipientCounts {
  /** As `2026-11-30`. */
  readonly day: string;
  /** Messages that were handed in, accepted or not. */
  readonly total: number;
  /** Messages that were accepted after a sign-in as this mailbox. */
  readonly authenticated: number;
  /** Messages that our own server refused. */
  readonly refused: number;
}

/**
 * Counts what was sent from a mailbox on each day that is kept, the newest first. Messages count on the day on which they
 * were accepted; the states are those of their recipients by now.
 */
export async function listSendingDays(ctx: MailboxContext): Promise<SendingDay[]> {
  const { timeZone } = ctx.config.campus;
  const kept = allKeptDays({ now: ctx.now, timeZone, keptDays: ctx.config.mailLogs.sendingDays });
  const span = { mailboxId: ctx.mailbox.id, start: kept.start, end: kept.end };
  const [sent, refused] = await runConcurrently([
    countSendingByDay(ctx.db, span, timeZone),
    countRefusalsByDay(ctx.db, span, timeZone),
  ]);
  const [ofDay, refusedOn] = [
    new Map(sent.map((row) => [row.day, row])),
    new Map(refused.map(({ day, count }) => [day, count])),
  ];
  return listDays(kept)
    .toReversed()
    .map((day) => {
      const { messages = 0, sent = 0, deferred = 0, bounced = 0, expired = 0 } = ofDay.get(day) ?? {};
      const refused = refusedOn.get(day) ?? 0;
      return { day, total: messages + refused, authenticated: messages, refused, sent, deferred, bounced, expired };
    });
}
