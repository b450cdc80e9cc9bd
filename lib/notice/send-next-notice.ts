import type { Connection } from '@/db/connect';
import { type DueNotice, recordSent, recordUnsent, takeDueNotice } from '@/db/queries/notices';
import { after, type Clock, minutes, seconds } from '@/lib/clock';
import type { Config } from '@/lib/config/config';
import type { Log } from '@/lib/log';
import { retryDelayMs, withJitter } from '@/lib/retry-delay';
import { composeNotice } from './compose-notice';
import type { Mail, MailCarrier } from './mail';
import { MailFailed } from './mail-failed';

const RETRY = { first: seconds(2), longest: minutes(5) };
/** After this many permanent refusals (5yz) a notice is given up: about two and a half hours in all. */
const MOST_REFUSALS = 5;
const AFTER_REFUSAL_MS = minutes(10);

export interface NoticeSender {
  connection: Connection;
  config: Pick<Config, 'campus' | 'origins' | 'secret' | 'noticeFrom'>;
  carrier: MailCarrier;
  clock: Clock;
  log: Log;
}

/**
 * Sends one due notice. Its row stays locked until the mail server has accepted the mail: other workers skip it, and a
 * crash releases it. After a crash between the server's acceptance and the commit the mail is sent again, under the same
 * Message-ID.
 *
 * @returns whether a notice was due
 */
export async function sendNextNotice(sender: NoticeSender): Promise<boolean> {
  return sender.connection.db.transaction(async (tx) => {
    const notice = await takeDueNotice(tx, sender.clock());
    if (!notice) return false;
    const failure = await trySending(sender, notice);
    if (!failure) {
      await recordSent(tx, notice.id, sender.clock());
      return true;
    }
    const refusals = notice.refusals + (failure.isFinal ? 1 : 0);
    const isGivenUp = refusals >= MOST_REFUSALS;
    const { id, kind, attempts } = notice;
    sender.log.warn(
      { notice: id, kind, attempt: attempts + 1, reason: failure.reason, isGivenUp },
      'a notice was not sent',
    );
    await recordUnsent(tx, id, {
      reason: failure.reason,
      refusals,
      givenUpAt: isGivenUp ? sender.clock() : null,
      nextAttemptAt: after(
        sender.clock(),
        failure.isFinal ? delayAfterRefusalMs(refusals) : retryDelayMs(notice.attempts, RETRY),
      ),
    });
    return true;
  });
}

async function trySending({ config, carrier, log }: NoticeSender, notice: DueNotice): Promise<MailFailed | undefined> {
  let mail: Mail;
  try {
    mail = composeNotice(config, notice);
  } catch (error) {
    // A notice that cannot be composed must not block the others.
    log.error({ err: error, notice: notice.id }, 'a notice could not be composed');
    return new MailFailed('not_composed');
  }
  try {
    await carrier.send(mail);
    return undefined;
  } catch (error) {
    if (error instanceof MailFailed) return error;
    throw error;
  }
}

const delayAfterRefusalMs = (refusals: number): number => withJitter(AFTER_REFUSAL_MS * 2 ** (refusals - 1));
