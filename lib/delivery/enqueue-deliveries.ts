import type { Executor } from '@/db/connect';
import { enqueueDelivery } from '@/db/queries/deliveries';
import type { Context } from '@/lib/context';
import { dovecotSql } from './targets/dovecot-sql';

/**
 * Queues a mailbox's new version for every mail system that serves it, on the transaction of the change.
 *
 * @returns the id of each delivery
 */
export async function enqueueDeliveries(
  on: Executor,
  ctx: Context,
  change: { mailboxId: string; version: number },
): Promise<string[]> {
  const delivery = await enqueueDelivery(on, {
    ...change,
    target: dovecotSql.name,
    now: ctx.now,
    // Dovecot reads this database, so that the commit is the write.
    writtenAt: ctx.now,
  });
  return [delivery.id];
}
