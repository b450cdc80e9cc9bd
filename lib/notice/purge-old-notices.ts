import type { Executor } from '@/db/connect';
import { deleteDoneNotices } from '@/db/queries/notices';
import { before, days } from '@/lib/clock';

/** Operators can see for this long what was sent and what was given up. The links in it expire long before. */
const KEPT_MS = days(30);

/** Deletes the notices that were sent or given up more than 30 days ago. */
export async function purgeOldNotices(on: Executor, now: Date): Promise<void> {
  await deleteDoneNotices(on, before(now, KEPT_MS));
}
