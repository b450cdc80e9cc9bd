import {
  countUnsentNotices,
  listUnsentNotices as list,
  type NoticeCounts,
  type UnsentNotice,
} from '@/db/queries/notices';
import type { Context } from '@/lib/context';

/** Length of the list; the counts are of all notices. */
export const MOST_UNSENT_LISTED = 200;

/**
 * Counts the notices that wait or were given up, and lists those that have failed at least once.
 *
 * @returns the notices with the oldest first, 200 at most
 */
export async function listUnsentNotices({
  db,
}: Pick<Context, 'db'>): Promise<{ counts: NoticeCounts; notices: UnsentNotice[] }> {
  const [counts, notices] = await Promise.all([countUnsentNotices(db), list(db, MOST_UNSENT_LISTED)]);
  return { counts, notices };
}
