import { randomBytes } from 'node:crypto';
import { addMailbox, storeState } from '@/db/queries/mailboxes';
import { countWaitingDeliveries } from '@/db/queries/stuck-deliveries';
import { seconds } from '@/lib/clock';
import { enqueueDeliveries } from '@/lib/delivery/enqueue-deliveries';
import { until } from '@/tests/support/until';
import type { Figure } from './figure';
import type { Portal } from './portal';

const MAILBOXES = 1_000;
const DONE_WITHIN_MS = seconds(120);

/** Deliveries a second from the worker of one process to a real Dovecot, without other load. */
export async function deliveries(portal: Portal): Promise<Figure[]> {
  const { db } = portal.runtime.connection;
  const ids: string[] = [];
  for (let n = 0; n < MAILBOXES; n += 1) {
    const address = `bench-${randomBytes(8).toString('hex')}@mx.nthu.edu.tw`;
    const box = { address, system: 'mx', kind: 'personal', holderId: null, createdAt: new Date() } as const;
    ids.push((await addMailbox(db, box)).id);
  }
  // The commit makes all of them due at the same instant.
  await db.transaction(async (tx) => {
    for (const mailboxId of ids) {
      const version = await storeState(tx, mailboxId, 'active');
      await enqueueDeliveries(tx, { now: new Date() }, { mailboxId, version });
    }
  });
  const beganAt = performance.now();
  await until('every delivery is done', () => isQueueEmpty(portal), DONE_WITHIN_MS);
  const perSecond = (MAILBOXES / (performance.now() - beganAt)) * 1_000;
  return [{ name: 'deliveries.rate', value: perSecond, unit: 'a second' }];
}

/** Whether no delivery is waiting. */
export async function isQueueEmpty({ runtime }: Portal): Promise<boolean> {
  return (await countWaitingDeliveries(runtime.connection.db, new Date(0))).length === 0;
}
