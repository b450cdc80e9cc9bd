import type { Executor } from '@/db/connect';
import { endOtherSessions, endSession, openSession } from '@/db/queries/sessions';
import type { MemberContext } from '@/lib/context';
import { sessionReachOf } from './session-reach';

/**
 * After a password change: the person goes on under a new session id, and every session they had elsewhere ends.
 *
 * @returns the id of the session that takes this one's place; it proves nothing anew and lives no longer
 */
export async function renewSession(on: Executor, ctx: MemberContext): Promise<string> {
  const { way, limitedTo, sourceAddress, confirmedAddress, userAgent, language, campusSid, createdAt, provedAt } =
    ctx.session;
  const renewed = await openSession(on, {
    personId: ctx.person.id,
    way,
    limitedTo,
    sourceAddress,
    confirmedAddress,
    userAgent,
    language,
    campusSid,
    createdAt,
    provedAt,
    lastSeenAt: ctx.now,
  });
  await endSession(on, ctx.session.id, { reason: 'replaced', now: ctx.now, replacedBy: renewed.id });
  await endOtherSessions(on, sessionReachOf(ctx), renewed.id, {
    reason: 'password_changed',
    now: ctx.now,
  });
  return renewed.id;
}
