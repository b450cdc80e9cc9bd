import type { Executor } from '@/db/connect';
import type { Mailbox } from '@/db/queries/mailboxes';
import { hasAcknowledged } from '@/db/queries/readings';
import type { MemberContext } from '@/lib/context';
import { type Refused, refuse } from '@/lib/result';

export type SuspensionRefusal =
  | 'mailbox.suspended_warning'
  | 'mailbox.suspended_emergency'
  | 'mailbox.suspended_other_way';

/**
 * Refuses a new password for a suspended mailbox: until the announcement is read to its end in this session, or when the
 * paper form is required. Undefined when a new password may be set.
 */
export async function refuseSuspended(
  on: Executor,
  { person, session }: Pick<MemberContext, 'person' | 'session'>,
  { id, address, state }: Pick<Mailbox, 'id' | 'address' | 'state'>,
): Promise<Refused<SuspensionRefusal> | undefined> {
  if (state === 'suspended_emergency') return refuse('mailbox.suspended_emergency', { address });
  if (state !== 'suspended_warning') return undefined;
  // An attacker may have the mailbox's password. Only its owner, whom the campus system vouches for, can reinstate it.
  if (session.way !== 'campus') return refuse('mailbox.suspended_other_way', { address });
  const by = { sessionId: session.id, personId: person.id, mailboxId: id };
  return (await hasAcknowledged(on, by)) ? undefined : refuse('mailbox.suspended_warning', { address });
}
