import { findMailbox } from '@/db/queries/mailboxes';
import { purgeSignInFailures } from '@/db/queries/sign-in-failures';
import type { Context } from '@/lib/context';
import { findThrottle, type Throttle } from './find-throttle';
import { noteCleared } from './note-cleared';
import { accountKey } from './throttle-keys';

/**
 * Purges the failures of an account, so that way 2 is open again; for operators. Without failures nothing is written: the
 * record from which the owner learns of earlier failures stays as it is.
 *
 * @returns the state before
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
