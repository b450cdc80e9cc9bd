import { endSessionWithin } from '@/db/queries/sessions';
import { audit } from '@/lib/audit/audit';
import { recordSecurityEvent } from '@/lib/audit/record-security-event';
import type { MemberContext } from '@/lib/context';
import { ok, type Result, refuse } from '@/lib/result';
import { sessionScopeOf } from './session-scope';
import { signOut, type WhereTo } from './sign-out';

/**
 * Ends one of a person's own sessions; every holder of its cookie is signed out at once. Another person's session gets the
 * same refusal as an unknown one, and so does a session outside the scope of a shared password.
 *
 * @param sessionId a UUID
 * @returns where the browser goes next: ending the current session is a sign-out
 */
export async function endOwnSession(
  ctx: MemberContext,
  sessionId: string,
): Promise<Result<'sessions' | WhereTo, 'session.not_found'>> {
  if (sessionId === ctx.session.id) return ok(await signOut(ctx, sessionId));
  return ctx.db.transaction(async (tx) => {
    const end = { reason: 'ended_by_owner', now: ctx.now } as const;
    if (!(await endSessionWithin(tx, sessionScopeOf(ctx), sessionId, end))) {
      recordSecurityEvent(ctx, 'access.denied', 'session');
      return refuse('session.not_found');
    }
    await audit(tx, ctx, 'session.ended');
    return ok('sessions' as const);
  });
}
