import type { Executor } from '@/db/connect';
import { purgeSignInFailures } from '@/db/queries/sign-in-failures';
import type { Context } from '@/lib/context';
import { noteCleared } from './note-cleared';
import { accountKey } from './throttle-keys';

/**
 * Opens way 2 again for the mailboxes of whoever came by way 1, with no failure left: they have shown that they are
 * theirs. What there was is written down, so that it can still be told.
 *
 * @param on the transaction of the sign-in
 */
export async function openAccounts(
  on: Executor,
  ctx: Context,
  personId: string,
  mailboxes: readonly { id: string; address: string }[],
): Promise<void> {
  const byAccount = new Map(mailboxes.map((mailbox) => [accountKey(ctx, mailbox.address), mailbox]));
  for (const { account, ...failed } of await purgeSignInFailures(on, [...byAccount.keys()])) {
    await noteCleared(on, ctx, { personId, mailboxId: byAccount.get(account)?.id }, failed);
  }
}
