import type { Suspended, SuspensionLevel } from '@/lib/suspension/suspend';

/**
 * The sentence that `portal suspend` prints for one mailbox. It names the cause of a level that was not requested.
 *
 * @param it the mailbox's address
 * @param how.asked the requested level
 * @param how.wouldBe whether it is a dry run
 */
export function suspendedSentence(
  it: string,
  { level, isChanged, isSecondIncident }: Suspended,
  { asked, wouldBe }: { asked: SuspensionLevel; wouldBe: boolean },
): string {
  if (!isChanged) return `${it} is suspended at the level ${level} already; nothing was done.`;
  const done = `${it} ${wouldBe ? 'would be' : 'is'} suspended at the level ${level}.`;
  if (level === asked) return done;
  const why = isSecondIncident
    ? 'it was reinstated within the last 30 days, and a second incident is an emergency'
    : `it was suspended at the level ${level} before, and only a reinstatement ends that`;
  return `${done} You asked for ${asked}, but ${why}.`;
}
