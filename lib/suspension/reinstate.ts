import { findMailbox, lockMailbox } from '@/db/queries/mailboxes';
import type { Context } from '@/lib/context';
import { ok, type Result, refuse } from '@/lib/result';
import { lift } from './lift';

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
    await lift(tx, ctx, mailbox.id);
    return ok();
  });
}
