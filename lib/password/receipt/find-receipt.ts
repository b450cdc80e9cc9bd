import { measureUsualTime, type UsualTime } from '@/db/queries/delivery-progress';
import type { MailboxContext } from '@/lib/context';
import { ok, type Result } from '@/lib/result';
import { findProgress } from './find-progress';
import type { Progress } from './read-progress';

/** With fewer changes the usual time means nothing. */
const MIN_MEASUREMENTS = 20;

export interface Receipt extends Progress {
  /** The time in milliseconds within which 95% of the newest changes were in force; null while there are too few. */
  usual: UsualTime | null;
}

/**
 * Finds the result of one change, and the usual time.
 *
 * @param changeId from the URL of the page
 */
export async function findReceipt(ctx: MailboxContext, changeId: string): Promise<Result<Receipt, 'page.not_found'>> {
  const progress = await findProgress(ctx, changeId);
  if (!progress.ok) return progress;
  const measured = await measureUsualTime(ctx.db);
  return ok({ ...progress.value, usual: measured && measured.count >= MIN_MEASUREMENTS ? measured : null });
}
