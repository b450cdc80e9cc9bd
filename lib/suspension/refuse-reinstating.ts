import type { Executor } from '@/db/connect';
import type { Mailbox } from '@/db/queries/mailboxes';
import { listLiftsByChange } from '@/db/queries/suspensions';
import { type Refused, refuse } from '@/lib/result';

/**
 * Refuses a form that another tab still shows while the owner's new password reinstates the mailbox. It takes precedence
 * over the refusal for the suspension.
 *
 * @returns a refusal with the id of the change, whose receipt shows the progress; undefined when no change reinstates the mailbox
 */
export async function refuseReinstating(
  on: Executor,
  { id, address, state }: Pick<Mailbox, 'id' | 'address' | 'state'>,
): Promise<Refused<'mailbox.reinstating'> | undefined> {
  if (state !== 'suspended_warning') return undefined;
  const [lift] = await listLiftsByChange(on, [id]);
  return lift && refuse('mailbox.reinstating', { address, change: lift.changeId });
}
