import { findNewestLogLine } from '@/db/queries/access-log';
import { listOutgoingRefusals } from '@/db/queries/incoming-log';
import { runConcurrently } from '@/db/run-concurrently';
import { addDays, dayOf } from '@/lib/campus/day-of';
import { startOfDay } from '@/lib/campus/start-of-day';
import type { MailboxContext } from '@/lib/context';
import { explainStatus } from '@/lib/mail-log/status/explain-status';
import { listSendingDays, type SendingDay } from './list-sending-days';

/** The answer to the question whether the mail was delivered, over the last days. */
export interface SendingReview {
  readonly verdict: 'none' | 'delivered' | 'waiting' | 'failed';
  readonly messages: number;
  readonly recipients: number;
  readonly sent: number;
  readonly deferred: number;
  /** Bounced or expired. */
  readonly failed: number;
  readonly refusedToday: number;
  /** The words of our own server when it refused a message today because of a limit; null when it did not. */
  readonly limit: string | null;
  /** Every day that is kept, the newest first. */
  readonly days: readonly SendingDay[];
  /** The time of the newest line that was read from a mail log; null while none was. */
  readonly recordsUntil: Date | null;
}

const REVIEWED_DAYS = 7;
const MOST_REFUSALS = 20;

/** Reviews what became of a mailbox's messages of the last seven days. */
export async function reviewSending(ctx: MailboxContext): Promise<SendingReview> {
  const { timeZone } = ctx.config.campus;
  const today = dayOf(ctx.now, timeZone);
  const ofToday = {
    mailboxId: ctx.mailbox.id,
    start: startOfDay(today, timeZone),
    end: startOfDay(addDays(today, 1), timeZone),
  };
  const [days, refusals, recordsUntil] = await runConcurrently([
    listSendingDays(ctx),
    listOutgoingRefusals(ctx.db, ofToday, MOST_REFUSALS),
    findNewestLogLine(ctx.db),
  ]);
  const recent = days.slice(0, REVIEWED_DAYS);
  const sumOf = (count: (day: SendingDay) => number) => recent.reduce((sum, day) => sum + count(day), 0);
  const [messages, sent, deferred, failed] = [
    sumOf((day) => day.authenticated),
    sumOf((day) => day.sent),
    sumOf((day) => day.deferred),
    sumOf((day) => day.bounced + day.expired),
  ];
  return {
    verdict: failed > 0 ? 'failed' : deferred > 0 ? 'waiting' : sent > 0 ? 'delivered' : 'none',
    messages,
    recipients: sent + deferred + failed,
    sent,
    deferred,
    failed,
    refusedToday: days[0]?.refused ?? 0,
    limit: refusals.find(isOfLimit)?.text ?? null,
    days,
    recordsUntil,
  };
}

function isOfLimit({ dsn, code, text }: { dsn: string | null; code: string | null; text: string }): boolean {
  const { explanation } = explainStatus({
    status: null,
    dsn,
    relay: null,
    response: `${code ?? ''} ${dsn ?? ''} ${text}`,
  });
  return explanation.key === 'words.sending_limit' || explanation.key === 'words.too_many';
}
