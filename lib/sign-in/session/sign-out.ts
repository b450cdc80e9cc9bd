import { endSession, findSession } from '@/db/queries/sessions';
import { audit } from '@/lib/audit/audit';
import type { Context } from '@/lib/context';

/** Where a browser goes after its session has ended. */
export type WhereTo = 'campus_system' | 'login' | 'home';

/**
 * Ends a session. The session cookie is enough, also from a changed address: ending a session reveals nothing.
 *
 * @returns where the browser goes next: to the way by which it signed in. A campus session is ended there as well
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
