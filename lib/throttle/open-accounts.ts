import type { Executor } from '@/db/connect';
import { forgetSignInFailures } from '@/db/queries/sign-in-failures';
import type { Context } from '@/lib/context';
import { accountKey } from './throttle-keys';

/**
 * Opens way 2 again for these mailboxes, with no failure left: whoever came by way 1 has shown that they are theirs.
 *
 * @param on the transaction of the sign-in, or of the operator's act
 * @returns how many of them had failures
 */
export async function openAccounts(
  on: Executor,
  ctx: Context,
  mailboxes: readonly { address: string }[],
): Promise<number> {
  return forgetSignInFailures(
    on,
    mailboxes.map(({ address }) => accountKey(ctx, address)),
  );
}
