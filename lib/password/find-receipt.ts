import { type Delivery, listDeliveries, measureUsualTime } from '@/db/queries/deliveries';
import { findPasswordChange, hasLaterChange, type PasswordChange } from '@/db/queries/password-changes';
import type { MailboxContext } from '@/lib/context';
import { ok, type Result, refuse } from '@/lib/result';

export type { Delivery };

export interface Receipt {
  change: PasswordChange;
  deliveries: Delivery[];
  /** The mailbox has another password by now. */
  isReplaced: boolean;
  /** 95 of the last 100 changes were in force within this many milliseconds; null when there are none yet. */
  usualMs: number | null;
  /** False in an installation without a mail server, where nothing can be proved. */
  hasMailServer: boolean;
}

/**
 * What became of one change, told from what was really done.
 *
 * @param changeId as it stands in the address of the page
 */
export async function findReceipt(ctx: MailboxContext, changeId: string): Promise<Result<Receipt, 'page.not_found'>> {
  const change = UUID.test(changeId) && (await findPasswordChange(ctx.db, ctx.mailbox.id, changeId));
  if (!change) return refuse('page.not_found');
  const [deliveries, isReplaced, usualMs] = await Promise.all([
    listDeliveries(ctx.db, change),
    hasLaterChange(ctx.db, change),
    measureUsualTime(ctx.db),
  ]);
  return ok({ change, deliveries, isReplaced, usualMs, hasMailServer: ctx.config.mailServer !== null });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
