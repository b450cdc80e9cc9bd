import type { NoticeAnswer } from '@/db/queries/notices';
import { before, hours } from '@/lib/clock';

/** A contact address that is younger may be the thief's own. */
const TRUSTED_AFTER_MS = hours(72);

/** What "this was not me" does when it comes from a contact address. @param confirmedAt when its owner confirmed it */
export function answerFrom(confirmedAt: Date, happenedAt: Date): NoticeAnswer {
  return confirmedAt <= before(happenedAt, TRUSTED_AFTER_MS) ? 'stop_mailbox' : 'end_sessions';
}
