import type { NoticeAnswer } from '@/db/queries/notices';
import { before, hours } from '@/lib/clock';

/** An attacker may have added a younger contact address. */
const TRUSTED_AFTER_MS = hours(72);

/**
 * Which action the "this was not me" link takes when it is sent to a contact address.
 *
 * @param confirmedAt when the owner confirmed the address
 * @param happenedAt  when the reported event happened
 */
export function answerFrom(confirmedAt: Date, happenedAt: Date): NoticeAnswer {
  return confirmedAt <= before(happenedAt, TRUSTED_AFTER_MS) ? 'stop_mailbox' : 'end_sessions';
}
