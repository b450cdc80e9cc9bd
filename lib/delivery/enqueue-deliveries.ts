import type { Executor } from '@/db/connect';
import { enqueueDelivery } from '@/db/queries/deliveries';
import type { Act } from '@/lib/context';
import { dovecotSql } from './targets/dovecot-sql';

/**
 * Queues a mailbox's new version for every mail system that serves it, on the transaction of the change.
 *
 * @returns the id of each delivery
 */
export async function enqueueDeliveries(
  on: Executor,
  { now }: Pick<Act, 'now'>,
  change: { mailboxId: string; version: number },
): Promise<string[]> {
  const delivery = await enqueueDelivery(on, {
    ...change,
    target: dovecotSql.name,
    now,
    // Dovecot reads this database, so that the commit is the write.
    writtenAt: now,
  });
  return [delivery.id];
}
