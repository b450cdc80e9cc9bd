import type { Executor } from '@/db/connect';
import { holdSuccessor } from '@/db/queries/sessions';
import type { MailboxContext } from '@/lib/context';

/**
 * Takes a step of the reading gate in the session that lasts. The change of another mailbox's password, sent by another
 * tab in the same moment, renews the session and moves its readings: the step comes before that, or goes on after it.
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
