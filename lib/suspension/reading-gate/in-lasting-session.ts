import type { Executor } from '@/db/connect';
import { holdSuccessor } from '@/db/queries/sessions';
import type { MailboxContext } from '@/lib/context';

/**
 * Runs a step of the reading gate in the session that remains. A concurrent change of another mailbox's password, from
 * another tab, renews the session and moves its readings. The step runs before that, or continues in the new session.
 */
export function inLastingSession<T>(
  ctx: MailboxContext,
  take: (on: Executor, ctx: MailboxContext) => Promise<T>,
): Promise<T> {
  return ctx.db.transaction(async (tx) => {
    const id = await holdSuccessor(tx, ctx.session.id);
    return take(tx, { ...ctx, session: { ...ctx.session, id } });
  });
}
