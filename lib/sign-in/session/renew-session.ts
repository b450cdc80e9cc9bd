import type { Executor } from '@/db/connect';
import { moveReadings } from '@/db/queries/readings';
import { endOtherSessions, endSession, openSession } from '@/db/queries/sessions';
import { runConcurrently } from '@/db/run-concurrently';
import type { MailboxContext } from '@/lib/context';
import { sessionScopeOf } from './session-scope';

/**
 * After a password change: the person continues under a new session id, and their sessions elsewhere end. The readings of
 * their other mailboxes' announcements move to the new session.
 *
 * @returns the id of the new session; it keeps the proof and the lifetime of the old one
 */
export async function renewSession(on: Executor, ctx: MailboxContext): Promise<string> {
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
  const others = { except: [ctx.session.id, renewed.id] };
  await runConcurrently([
    endSession(on, ctx.session.id, { reason: 'replaced', now: ctx.now, replacedBy: renewed.id }),
    moveReadings(on, { fromSessionId: ctx.session.id, toSessionId: renewed.id, exceptMailboxId: ctx.mailbox.id }),
    endOtherSessions(on, sessionScopeOf(ctx), others, { reason: 'password_changed', now: ctx.now }),
  ]);
  return renewed.id;
}
