import { endOtherSessions } from '@/db/queries/sessions';
import { audit } from '@/lib/audit/audit';
import type { MemberContext } from '@/lib/context';

/** Ends every session of a person but the one that asks. Asking again changes nothing. */
export async function endSessionsElsewhere(ctx: MemberContext): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const count = await endOtherSessions(tx, ctx.person.id, ctx.session.id, { reason: 'ended_by_owner', now: ctx.now });
    if (count > 0) await audit(tx, ctx, 'session.others_ended', {}, { count });
  });
}
