import type { Executor } from '@/db/connect';
import { enqueueForEachTarget, type QueuedDelivery } from '@/db/queries/delivery-queue';
import { commandHere } from '@/lib/config/command-text';
import type { Act } from '@/lib/context';

export type { QueuedDelivery };

/**
 * Queues a mailbox's new version for every mail system that serves it, in the transaction of the change.
 *
 * @throws Error if no mail system serves the mailbox's domain: a change that no mail system learns of must not commit
 */
export async function enqueueDeliveries(
  on: Executor,
  { now }: Pick<Act, 'now'>,
  change: { mailboxId: string; version: number },
): Promise<QueuedDelivery[]> {
  const queued = await enqueueForEachTarget(on, { ...change, now });
  if (queued.length === 0)
    throw new Error(`no mail system is named for the domain of this mailbox: see ${commandHere('targets')}`);
  return queued;
}
