import { endOtherSessions } from '@/db/queries/sessions';
import { audit } from '@/lib/audit/audit';
import type { MemberContext } from '@/lib/context';
import { sessionScopeOf } from './session-scope';

/** Ends every session within scope except the current one. Idempotent. */
export async function endSessionsElsewhere(ctx: MemberContext): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const end = { reason: 'ended_by_owner', now: ctx.now } as const;
    const count = await endOtherSessions(tx, sessionScopeOf(ctx), { except: [ctx.session.id] }, end);
    if (count > 0) await audit(tx, ctx, 'session.others_ended', {}, { count });
  });
}
