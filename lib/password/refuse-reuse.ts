import type { EarlierPassword, ImportedPassword } from '@/db/queries/password-changes';
import { before, days } from '@/lib/clock';
import type { RecognisedPassword } from '@/lib/hashing/recognise-password';
import { type Refused, refuse } from '@/lib/result';

/** The password in force and the five before it. */
const REMEMBERED = 6;
/** And whatever was in force within so long: nobody runs through the six in one afternoon to have the first one back. */
const REMEMBERED_FOR_MS = days(90);

/** Which earlier passwords of a mailbox are refused: the newest `depth`, and every one that was in force `since` then. */
export const remembered = (now: Date): { depth: number; since: Date } => ({
  depth: REMEMBERED,
  since: before(now, REMEMBERED_FOR_MS),
});

export type ReuseRefusal =
  | 'password.same_as_current'
  | 'password.used_recently'
  | 'password.used_while_suspended'
  | 'password.other_mailbox'
  | 'password.used_before';

/**
 * Whether a password was used before. It is compared with what is stored, so it holds for whoever never typed the old
 * one here.
 *
 * @param isShared several people use the mailbox: then one sentence for every cause, so that nobody learns from it which
 *                 of another person's passwords it was
 */
export function refuseReuse(
  password: RecognisedPassword,
  earlier: readonly (EarlierPassword | ImportedPassword)[],
  isShared: boolean,
): Refused<ReuseRefusal> | undefined {
  const match = earlier.find((one) => password.is(one));
  if (!match) return undefined;
  if (isShared) return refuse('password.used_before');
  if (!match.ofThisMailbox) return refuse('password.other_mailbox');
  if (match.heldWhileSuspended) return refuse('password.used_while_suspended');
  return refuse(match.rank === 1 ? 'password.same_as_current' : 'password.used_recently');
}
