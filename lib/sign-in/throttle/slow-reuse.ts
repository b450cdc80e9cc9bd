import type { Executor } from '@/db/connect';
import { countInWindow, readWindow } from '@/db/queries/throttle-windows';
import type { MailboxContext } from '@/lib/context';
import type { Refused } from '@/lib/result';
import { recordThrottled, refuseWait } from './refuse-throttled';
import { mailboxKey } from './throttle-keys';
import { REUSE } from './throttle-rules';

/**
 * Limits how often a mailbox's form reveals that a password is, or was, in use by someone. After ten such refusals within
 * fifteen minutes the form waits for the end of that window, whatever is typed.
 *
 * @param on    the transaction that holds the mailbox's row lock, so that no two forms are judged at once
 * @param judge whether the password was used before
 */
export async function slowReuse<R extends Refused>(
  on: Executor,
  ctx: MailboxContext,
  judge: () => R | undefined,
): Promise<R | Refused<'throttle.wait'> | undefined> {
  const window = { ...REUSE, key: mailboxKey(ctx, ctx.mailbox.id) };
  const { count, endsInMs } = await readWindow(on, window);
  if (count >= REUSE.mostRefusals) {
    const wait = refuseWait(ctx, endsInMs);
    recordThrottled(ctx, wait, { account: ctx.mailbox.address });
    return wait;
  }
  const refusal = judge();
  if (refusal) await countInWindow(on, window);
  return refusal;
}
