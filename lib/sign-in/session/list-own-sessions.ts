import { listOpenSessions, type Session } from '@/db/queries/sessions';
import { before } from '@/lib/clock';
import type { MemberContext } from '@/lib/context';
import { sessionScopeOf } from './session-scope';

export type { Session };

/**
 * Lists the person's open sessions: the current one first, then the most recently used. A session opened with a shared
 * password sees only those of the same mailbox.
 */
export async function listOwnSessions(ctx: MemberContext): Promise<Session[]> {
  const open = await listOpenSessions(ctx.db, sessionScopeOf(ctx), {
    created: before(ctx.now, ctx.config.sessionAbsoluteMs),
    lastSeen: before(ctx.now, ctx.config.sessionIdleMs),
  });
  const isThis = ({ id }: Session) => id === ctx.session.id;
  return [...open.filter(isThis), ...open.filter((session) => !isThis(session))];
}
