import type { EarlierPassword, ImportedPassword } from '@/db/queries/password-changes';
import { before, days } from '@/lib/clock';
import type { RecognisedPassword } from '@/lib/hashing/recognise-password';
import { type Refused, refuse } from '@/lib/result';

/** The password in force and the five before it. */
const REMEMBERED = 6;
/** Every password that was in force within this time counts too, so a user cannot cycle through six in one afternoon. */
const REMEMBERED_FOR_MS = days(90);

/**
 * Which earlier passwords of a mailbox are refused: the newest `depth`, and every one that was in force after `since`.
 */
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
 * Refuses a password that was used before. It is compared with the stored hashes, so the check does not depend on the
 * person having typed the old password here.
 *
 * @param isShared several people use the mailbox: one refusal covers every cause, so that it does not reveal which of
 *                 another person's passwords it was
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
