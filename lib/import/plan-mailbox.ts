import type { KnownMailbox } from '@/db/queries/imports';
import { isImportedHash, readStoredHash } from '@/lib/hashing/stored-hash';
import type { MailboxLine } from './mailbox-line';

/**
 * The outcome for the password: _set_ (there was none), _replaced_ (by a newer one), _kept_ (the mailbox has another
 * one that is not known to be older), _unchanged_, or _none_ (the file has none).
 */
export type PasswordOutcome = 'set' | 'replaced' | 'kept' | 'unchanged' | 'none';

export interface MailboxPlan {
  /** _closed_ and _suspended_ also cover a change of the holder or the password by the same line. */
  readonly outcome: 'added' | 'changed' | 'closed' | 'suspended' | 'unchanged';
  readonly password: PasswordOutcome;
  readonly holderId: string | null;
}

/**
 * Decides what a line does to the mailbox. A password that was set in the portal is never overwritten, nor is one that
 * is not known to be older. The portal keeps the state of a mailbox that it has already, except that a file may close
 * it, or suspend it if it is active.
 *
 * @param holderId of the line's holder; null if the line names none, which keeps the existing holder
 */
export function planMailbox(
  line: Pick<MailboxLine, 'hash' | 'changedAt' | 'state'>,
  known: KnownMailbox | undefined,
  holderId: string | null,
): MailboxPlan {
  const password = passwordOutcome(line, known);
  if (!known) return { outcome: 'added', password, holderId };
  const changes = password === 'set' || password === 'replaced' || (holderId !== null && holderId !== known.holderId);
  return {
    outcome: newState(line, known) ?? (changes ? 'changed' : 'unchanged'),
    password,
    holderId: holderId ?? known.holderId,
  };
}

/** @returns the state that the line gives to an existing mailbox; undefined if the mailbox keeps its own */
function newState({ state }: Pick<MailboxLine, 'state'>, known: KnownMailbox): 'closed' | 'suspended' | undefined {
  if (state === 'closed' && known.state !== 'closed') return 'closed';
  if (state === 'suspended' && known.state === 'active') return 'suspended';
  return undefined;
}

function passwordOutcome(
  { hash, changedAt }: Pick<MailboxLine, 'hash' | 'changedAt'>,
  known: KnownMailbox | undefined,
): PasswordOutcome {
  if (!hash) return 'none';
  if (!known?.secret) return 'set';
  // The same hash may have another scheme name: {CRYPT}$6$ and {SHA512-CRYPT}$6$ are the same.
  if (readStoredHash(known.secret)?.hash === readStoredHash(hash)?.hash) return 'unchanged';
  if (known.hasChange || !changedAt) return 'kept';
  // A stored hash of unknown age counts as older, unless a sign-in has renewed it since.
  if (known.passwordChangedAt === null) return isImportedHash(known.secret) ? 'replaced' : 'kept';
  return changedAt > known.passwordChangedAt ? 'replaced' : 'kept';
}
