import type { Executor } from '@/db/connect';
import { purgeSignInFailures } from '@/db/queries/sign-in-failures';
import type { Context } from '@/lib/context';
import { noteCleared } from './note-cleared';
import { accountKey } from './throttle-keys';

/**
 * Purges the failures of a person's mailboxes after a sign-in by way 1, so that way 2 is open again: the campus system has
 * vouched for the person. The failures are recorded, so that they can still be shown.
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
