import type { Executor } from '@/db/connect';
import type { Mailbox } from '@/db/queries/mailboxes';
import { listLiftsByChange } from '@/db/queries/suspensions';
import { type Refused, refuse } from '@/lib/result';

/**
 * While the owner's new password reinstates a suspended mailbox, a form that another tab still shows is told that, rather
 * than that the mailbox is suspended.
 *
 * @returns with the id of the change, whose receipt tells how far it is; undefined when no change reinstates the mailbox
 */
export async function refuseReinstating(
  on: Executor,
  { id, address, state }: Pick<Mailbox, 'id' | 'address' | 'state'>,
): Promise<Refused<'mailbox.reinstating'> | undefined> {
  if (state !== 'suspended_warning') return undefined;
  const [lift] = await listLiftsByChange(on, [id]);
  return lift && refuse('mailbox.reinstating', { address, change: lift.changeId });
}
