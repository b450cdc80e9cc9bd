import { findMailbox, lockMailbox, storeState } from '@/db/queries/mailboxes';
import { liftSuspension } from '@/db/queries/suspensions';
import { audit } from '@/lib/audit/audit';
import type { Context } from '@/lib/context';
import { enqueueDeliveries } from '@/lib/delivery/enqueue-deliveries';
import { ok, type Result, refuse } from '@/lib/result';

/** Lifts a mailbox's suspension. Its password works again; a new one is still the better choice. */
export async function reinstate(
  ctx: Context,
  address: string,
): Promise<Result<undefined, 'mailbox.not_found' | 'mailbox.not_suspended'>> {
  const mailbox = await findMailbox(ctx.db, address);
  if (!mailbox || mailbox.state === 'closed') return refuse('mailbox.not_found', { address });

  return ctx.db.transaction(async (tx) => {
    const held = await lockMailbox(tx, mailbox.id);
    if (held?.state === 'active') return refuse('mailbox.not_suspended', { address });
    await liftSuspension(tx, mailbox.id, ctx.now);
    const version = await storeState(tx, mailbox.id, 'active');
    await enqueueDeliveries(tx, ctx, { mailboxId: mailbox.id, version });
    await audit(tx, ctx, 'mailbox.reinstated', { mailboxId: mailbox.id });
    return ok();
  });
}
