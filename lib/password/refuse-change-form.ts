import type { MailboxContext } from '@/lib/context';
import { type Refused, refuse } from '@/lib/result';
import { isFresh } from '@/lib/session/fresh-proof';
import { refuseSuspended, type SuspensionRefusal } from '@/lib/suspension/refuse-suspended';
import { needsCurrentPassword } from './prove-identity';

/**
 * Why the form for a new password, and what belongs to it, is not shown; undefined when it is.
 *
 * Who came by the campus link needs a new one once the proof is old; who came by a mailbox's password is asked for it.
 */
export async function refuseChangeForm(
  ctx: MailboxContext,
): Promise<Refused<SuspensionRefusal | 'proof.stale'> | undefined> {
  const stopped = await refuseSuspended(ctx.db, ctx, ctx.mailbox);
  if (stopped) return stopped;
  return !isFresh(ctx.session, ctx.now) && !needsCurrentPassword(ctx) ? refuse('proof.stale') : undefined;
}
