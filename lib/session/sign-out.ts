import { endSession } from '@/db/queries/sessions';
import { audit } from '@/lib/audit/audit';
import type { MemberContext } from '@/lib/context';

/** @returns where the browser goes next: a campus session is ended at the campus system as well */
export async function signOut(ctx: MemberContext): Promise<{ leadsTo: 'campus_system' | 'home' }> {
  await ctx.db.transaction(async (tx) => {
    await endSession(tx, ctx.session.id, { reason: 'signed_out', now: ctx.now });
    await audit(tx, ctx, 'session.signed_out');
  });
  return { leadsTo: ctx.session.way === 'campus' ? 'campus_system' : 'home' };
}
