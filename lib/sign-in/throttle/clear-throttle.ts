import { findMailbox } from '@/db/queries/mailboxes';
import { purgeSignInFailures } from '@/db/queries/sign-in-failures';
import type { Context } from '@/lib/context';
import { findThrottle, type Throttle } from './find-throttle';
import { noteCleared } from './note-cleared';
import { accountKey } from './throttle-keys';

/**
 * An operator opens way 2 again for an account, with no failure left. Where there is none nothing is written: what its owner
 * is told of the failures before stays as it is.
 *
 * @returns how it stood
 */
export async function clearThrottle(ctx: Context, address: string): Promise<Throttle> {
  return ctx.db.transaction(async (tx) => {
    const before = await findThrottle({ ...ctx, db: tx }, address);
    if (before.failures === 0) return before;
    await purgeSignInFailures(tx, [accountKey(ctx, address)]);
    const mailbox = await findMailbox(tx, address);
    await noteCleared(tx, ctx, { mailboxId: mailbox?.id }, before);
    return before;
  });
}
