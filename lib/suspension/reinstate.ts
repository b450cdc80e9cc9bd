import { findMailbox, lockMailbox } from '@/db/queries/mailboxes';
import type { Context } from '@/lib/context';
import { ok, type Result, refuse } from '@/lib/result';
import { lift } from './lift';

/**
 * Lifts a mailbox's suspension. Its password works again; a new one is still advisable.
 *
 * @returns `isChanged` false when the mailbox was not suspended
 */
export async function reinstate(
  ctx: Context,
  address: string,
): Promise<Result<{ isChanged: boolean }, 'mailbox.not_found' | 'mailbox.closed'>> {
  const mailbox = await findMailbox(ctx.db, address);
  if (!mailbox) return refuse('mailbox.not_found', { address });

  return ctx.db.transaction(async (tx) => {
    const held = await lockMailbox(tx, mailbox.id);
    if (!held) return refuse('mailbox.closed', { address });
    if (held.state === 'active') return ok({ isChanged: false });
    await lift(tx, ctx, mailbox.id);
    return ok({ isChanged: true });
  });
}
