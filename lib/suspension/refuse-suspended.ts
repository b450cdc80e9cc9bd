import type { Mailbox } from '@/db/queries/mailboxes';
import { type Refused, refuse } from '@/lib/result';

export type SuspensionRefusal = 'mailbox.suspended_warning' | 'mailbox.suspended_emergency';

/** What stands between a stopped mailbox and a new password: an announcement to read, or the paper form. */
export function refuseSuspended(mailbox: Pick<Mailbox, 'address' | 'state'>): Refused<SuspensionRefusal> | undefined {
  const { address } = mailbox;
  if (mailbox.state === 'suspended_warning') return refuse('mailbox.suspended_warning', { address });
  if (mailbox.state === 'suspended_emergency') return refuse('mailbox.suspended_emergency', { address });
  return undefined;
}
