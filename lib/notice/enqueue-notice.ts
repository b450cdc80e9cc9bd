import { randomUUID } from 'node:crypto';
import type { Executor } from '@/db/connect';
import { addNotices, type QueuedNotice } from '@/db/queries/notices';
import type { Act } from '@/lib/context';

export type NewNotice = Omit<QueuedNotice, 'id' | 'happenedAt' | 'answer'> & Partial<Pick<QueuedNotice, 'answer'>>;

/**
 * Queues a mail in the transaction of its event: both are committed or neither. A recipient gets one notice for an event;
 * a second one is ignored.
 *
 * @param act.now when the event happened
 * @returns the notice's id; the tokens of its links are made from it
 */
export async function enqueueNotice(on: Executor, { now }: Pick<Act, 'now'>, notice: NewNotice): Promise<string> {
  const id = randomUUID();
  await addNotices(on, [{ answer: null, ...notice, id, happenedAt: now }]);
  return id;
}
