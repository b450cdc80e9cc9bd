import type { Executor } from '@/db/connect';
import { listChangeTimes } from '@/db/queries/password-changes';
import { after, before, days, hours, minutes, seconds } from '@/lib/clock';
import type { MailboxContext } from '@/lib/context';
import { type Refused, refuse } from '@/lib/result';

/** Enough for typing errors; too few to cycle through the remembered passwords, or to flood a mailbox with notices. */
const LIMITS = [
  { most: 5, withinMs: hours(1) },
  { most: 12, withinMs: days(1) },
];

/**
 * Refuses a change when the password of the mailbox was changed too often of late, by any person.
 *
 * @param on the transaction that holds the mailbox's row lock, so that no two changes are counted at once
 * @returns `at`: when the next change is possible (milliseconds, a whole minute); `seconds`: the time until then
 */
export async function refuseFrequentChanges(
  on: Executor,
  { mailbox, now }: Pick<MailboxContext, 'mailbox' | 'now'>,
): Promise<Refused<'throttle.changes'> | undefined> {
  const times = await listChangeTimes(on, {
    mailboxId: mailbox.id,
    since: before(now, Math.max(...LIMITS.map(({ withinMs }) => withinMs))),
    most: Math.max(...LIMITS.map(({ most }) => most)),
  });
  const ends = LIMITS.flatMap(({ most, withinMs }) => {
    const first = times[most - 1];
    return first ? [after(first, withinMs).getTime()] : [];
  });
  const end = Math.max(...ends);
  if (ends.length === 0 || end <= now.getTime()) return undefined;
  const at = Math.ceil(end / minutes(1)) * minutes(1);
  return refuse('throttle.changes', { at, seconds: Math.ceil((at - now.getTime()) / seconds(1)) });
}
