import type { MailboxContext } from '@/lib/context';
import { type Refused, refuse } from '@/lib/result';
import { needsCurrentPassword } from '@/lib/sign-in/prove-identity';
import { isFresh } from '@/lib/sign-in/session/fresh-proof';
import { refuseSuspended, type SuspensionRefusal } from '@/lib/suspension/refuse-suspended';
import { refuseFrequentChanges } from './refuse-frequent-changes';

/**
 * Refuses the form for a new password, and what belongs to it; undefined when it may be shown.
 *
 * A person who signed in by campus link needs a new link once the proof is old. A person who signed in by mailbox password
 * is asked for that password instead.
 */
export async function refuseChangeForm(
  ctx: MailboxContext,
): Promise<Refused<SuspensionRefusal | 'throttle.changes' | 'proof.stale'> | undefined> {
  const refusal = (await refuseSuspended(ctx.db, ctx, ctx.mailbox)) ?? (await refuseFrequentChanges(ctx.db, ctx));
  if (refusal) return refusal;
  return !isFresh(ctx.session, ctx.now) && !needsCurrentPassword(ctx) ? refuse('proof.stale') : undefined;
}
