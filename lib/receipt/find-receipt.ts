import { measureUsualTime, type UsualTime } from '@/db/queries/delivery-progress';
import type { MailboxContext } from '@/lib/context';
import { ok, type Result } from '@/lib/result';
import { findProgress, type Progress } from './find-progress';

/** Of fewer changes nothing usual can be said. */
const FEWEST_TOLD_OF = 20;

export interface Receipt extends Progress {
  /** Within how many milliseconds 95 in a hundred of the newest changes were in force; null while there are too few. */
  usual: UsualTime | null;
}

/**
 * What became of one change, and how long it usually takes.
 *
 * @param changeId as it stands in the address of the page
 */
export async function findReceipt(ctx: MailboxContext, changeId: string): Promise<Result<Receipt, 'page.not_found'>> {
  const progress = await findProgress(ctx, changeId);
  if (!progress.ok) return progress;
  const measured = await measureUsualTime(ctx.db);
  return ok({ ...progress.value, usual: measured && measured.count >= FEWEST_TOLD_OF ? measured : null });
}
