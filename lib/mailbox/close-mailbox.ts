import type { Executor } from '@/db/connect';
import { findMailbox, lockMailbox, storeState } from '@/db/queries/mailboxes';
import { endPasswordSessions } from '@/db/queries/sessions';
import { stopLifting } from '@/db/queries/suspensions';
import { audit } from '@/lib/audit/audit';
import type { Act, Context } from '@/lib/context';
import { enqueueDeliveries } from '@/lib/delivery/enqueue-deliveries';
import { tellHolder } from '@/lib/notice/tell-holder';
import { ok, type Result, refuse } from '@/lib/result';

/**
 * Closes a mailbox at every mail system: no login, no sending, and mail to it is refused. Its content is kept.
 *
 * @returns `isChanged` false if it was closed already
 */
export async function closeMailbox(
  ctx: Context,
  address: string,
): Promise<Result<{ isChanged: boolean }, 'mailbox.not_found'>> {
  const mailbox = await findMailbox(ctx.db, address);
  if (!mailbox) return refuse('mailbox.not_found', { address });
  return ctx.db.transaction(async (tx) => ok({ isChanged: await closeWithin(tx, ctx, mailbox.id) }));
}

/**
 * Closes a mailbox within the caller's transaction. A suspension stays in place and applies again when the mailbox is
 * reopened; a pending password change of the holder no longer lifts it.
 *
 * @returns false if it was closed already
 */
export async function closeWithin(on: Executor, act: Act, mailboxId: string): Promise<boolean> {
  const mailbox = await lockMailbox(on, mailboxId);
  if (!mailbox) return false;
  const version = await storeState(on, mailboxId, 'closed');
  await stopLifting(on, mailboxId, null);
  await endPasswordSessions(on, mailboxId, { reason: 'mailbox_closed', now: act.now });
  await enqueueDeliveries(on, act, { mailboxId, version });
  await tellHolder(on, act, { kind: 'closed', mailboxId, version });
  await audit(on, act, 'mailbox.closed', { mailboxId });
  return true;
}
