import type { MailboxState } from '@/db/queries/mailboxes';
import type { Progress } from './read-progress';

/** The outcome of a change in one word, for the heading of its result. It claims only what was done. */
export type Verdict =
  /** Another password was set since. */
  | 'replaced'
  /** The mailbox is suspended now, and this change does not restore it. */
  | 'suspended'
  /** A mail system has not accepted the password yet. Further attempts follow. */
  | 'delayed'
  /** In force, but a real sign-in with the new password was refused. */
  | 'refused'
  /** The mailbox is restored as soon as the password is in force everywhere. */
  | 'restoring'
  | 'in_progress'
  /** Stored, in an installation that has no mail server to tell. */
  | 'stored'
  /** The mailbox is restored, and the password is in force. */
  | 'restored'
  /** A real sign-in at the mail server succeeded. */
  | 'proved'
  /** In force at every service, and not proved by a sign-in. */
  | 'in_force';

/** Judges a change by all of its services: whatever needs the user's attention comes first. */
export function verdictOf(
  { services, reinstatement, isReinstating, replacedBy }: Progress,
  mailboxState: MailboxState,
): Verdict {
  const isSome = (state: string) => services.some((service) => service.state === state);
  if (replacedBy) return 'replaced';
  if (mailboxState !== 'active' && !isReinstating) return 'suspended';
  if (isSome('retrying')) return 'delayed';
  if (services.some(({ probe }) => probe === 'refused')) return 'refused';
  if (isReinstating) return 'restoring';
  if (isSome('waiting')) return 'in_progress';
  if (isSome('stored') || services.length === 0) return 'stored';
  if (reinstatement?.inForceAt) return 'restored';
  // The sign-in at a simulated mail system is not a real one.
  return services.some(({ service, probe }) => service === 'mail_server' && probe === 'accepted')
    ? 'proved'
    : 'in_force';
}
