import { endSession, findSession } from '@/db/queries/sessions';
import { audit } from '@/lib/audit/audit';
import type { Context } from '@/lib/context';

/** Where a browser goes on to whose session is over. */
export type WhereTo = 'campus_system' | 'login' | 'home';

/**
 * Ends a session. Whoever holds its cookie may, also from a changed address: ending gives nothing away.
 *
 * @returns where the browser goes next: to where the session came from. A campus session is ended there as well
 */
export async function signOut(ctx: Context, sessionId: string | undefined): Promise<WhereTo> {
  const found = sessionId && (await findSession(ctx.db, sessionId));
  if (!found || found.session.endedAt) return 'home';
  await ctx.db.transaction(async (tx) => {
    await endSession(tx, found.session.id, { reason: 'signed_out', now: ctx.now });
    await audit(tx, ctx, 'session.signed_out', { personId: found.person.id });
  });
  return found.session.way === 'campus' ? 'campus_system' : 'login';
}
