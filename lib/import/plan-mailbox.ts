import type { KnownMailbox } from '@/db/queries/imports';
import { isImportedHash, readStoredHash } from '@/lib/hashing/stored-hash';
import type { MailboxLine } from './mailbox-line';

/**
 * What becomes of the password: _set_ where there was none, _replaced_ by a newer one, _kept_ because the mailbox has
 * another that is not known to be older, _unchanged_, or _none_ in the file.
 */
export type PasswordOutcome = 'set' | 'replaced' | 'kept' | 'unchanged' | 'none';

export interface MailboxPlan {
  /** _closed_ is a change as well: another holder or password of the same line is taken. */
  readonly outcome: 'added' | 'changed' | 'closed' | 'unchanged';
  readonly password: PasswordOutcome;
  readonly holderId: string | null;
}

/**
 * What a line does to the mailbox that there is, or is not. A password that was set here is never overwritten, nor is one
 * that is not known to be older. A state is the portal's alone once it has the mailbox, but that a file may close it.
 *
 * @param holderId of the line's holder; null where it names none, which leaves the one that there is
 */
export function planMailbox(
  line: Pick<MailboxLine, 'hash' | 'changedAt' | 'state'>,
  known: KnownMailbox | undefined,
  holderId: string | null,
): MailboxPlan {
  const password = passwordOutcome(line, known);
  if (!known) return { outcome: 'added', password, holderId };
  const changes = password === 'set' || password === 'replaced' || (holderId !== null && holderId !== known.holderId);
  const closes = line.state === 'closed' && known.state !== 'closed';
  return {
    outcome: closes ? 'closed' : changes ? 'changed' : 'unchanged',
    password,
    holderId: holderId ?? known.holderId,
  };
}

function passwordOutcome(
  { hash, changedAt }: Pick<MailboxLine, 'hash' | 'changedAt'>,
  known: KnownMailbox | undefined,
): PasswordOutcome {
  if (!hash) return 'none';
  if (!known?.secret) return 'set';
  // The same hash may have come under another name: {CRYPT}$6$ and {SHA512-CRYPT}$6$ are one.
  if (readStoredHash(known.secret)?.hash === readStoredHash(hash)?.hash) return 'unchanged';
  if (known.hasChange || !changedAt) return 'kept';
  // Of one whose age nobody told, only that it was not renewed by a sign-in since.
  if (known.passwordChangedAt === null) return isImportedHash(known.secret) ? 'replaced' : 'kept';
  return changedAt > known.passwordChangedAt ? 'replaced' : 'kept';
}
