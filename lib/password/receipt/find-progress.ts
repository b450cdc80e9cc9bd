import { findPasswordChange } from '@/db/queries/password-changes';
import { recordSecurityEvent } from '@/lib/audit/record-security-event';
import type { MailboxContext } from '@/lib/context';
import { ok, type Result, refuse } from '@/lib/result';
import { isChangeId } from './change-id';
import { type Progress, readProgress } from './read-progress';

/**
 * Finds the progress of one change of the mailbox.
 *
 * @param changeId from the URL of the page
 */
export async function findProgress(ctx: MailboxContext, changeId: string): Promise<Result<Progress, 'page.not_found'>> {
  const change = isChangeId(changeId) && (await findPasswordChange(ctx.db, ctx.mailbox.id, changeId));
  if (!change) {
    recordSecurityEvent(ctx, 'access.denied', 'change', { account: ctx.mailbox.address });
    return refuse('page.not_found');
  }
  return ok(await readProgress(ctx, change, ctx.mailbox.state));
}
