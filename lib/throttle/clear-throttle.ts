import { findMailbox } from '@/db/queries/mailboxes';
import { audit } from '@/lib/audit/audit';
import type { Context } from '@/lib/context';
import { findThrottle, type Throttle } from './find-throttle';
import { openAccounts } from './open-accounts';

/** An operator opens way 2 again for an account, with no failure left. @returns how it stood */
export async function clearThrottle(ctx: Context, address: string): Promise<Throttle> {
  return ctx.db.transaction(async (tx) => {
    const before = await findThrottle({ ...ctx, db: tx }, address);
    await openAccounts(tx, ctx, [{ address }]);
    const mailbox = await findMailbox(tx, address);
    const { failures, isClosed } = before;
    await audit(tx, ctx, 'throttle.cleared', { mailboxId: mailbox?.id }, { failures, wasClosed: isClosed });
    return before;
  });
}
