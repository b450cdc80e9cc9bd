import type { Executor } from '@/db/connect';
import { deleteDoneNotices } from '@/db/queries/notices';
import { before, days } from '@/lib/clock';

/** Long enough to see what was sent, and what was given up; a link in them is dead long before. */
const KEPT_MS = days(30);

/** Deletes what was sent, or given up, a month ago. */
export async function purgeOldNotices(on: Executor, now: Date): Promise<void> {
  await deleteDoneNotices(on, before(now, KEPT_MS));
}
