import { randomUUID } from 'node:crypto';
import type { Executor } from '@/db/connect';
import { addNotices, type QueuedNotice } from '@/db/queries/notices';
import type { Act } from '@/lib/context';

export type NewNotice = Omit<QueuedNotice, 'id' | 'happenedAt' | 'answer'> & Partial<Pick<QueuedNotice, 'answer'>>;

/**
 * Queues a mail, on the transaction of what it tells of: neither stands without the other. Who was told of the event
 * already is not told again.
 *
 * @param act.now when it happened
 * @returns the notice's id, of which the tokens of its links are made
 */
export async function enqueueNotice(on: Executor, { now }: Pick<Act, 'now'>, notice: NewNotice): Promise<string> {
  const id = randomUUID();
  await addNotices(on, [{ answer: null, ...notice, id, happenedAt: now }]);
  return id;
}
