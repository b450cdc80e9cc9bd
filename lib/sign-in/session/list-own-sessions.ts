import { listOpenSessions, type Session } from '@/db/queries/sessions';
import { before } from '@/lib/clock';
import type { MemberContext } from '@/lib/context';
import { sessionScopeOf } from './session-scope';

export type { Session };

/**
 * Where a person is signed in to the portal at this moment: this session first, then the one used last. A session that a
 * shared password opened sees those of the same mailbox alone.
 */
export async function listOwnSessions(ctx: MemberContext): Promise<Session[]> {
  const open = await listOpenSessions(ctx.db, sessionScopeOf(ctx), {
    created: before(ctx.now, ctx.config.sessionAbsoluteMs),
    lastSeen: before(ctx.now, ctx.config.sessionIdleMs),
  });
  const isThis = ({ id }: Session) => id === ctx.session.id;
  return [...open.filter(isThis), ...open.filter((session) => !isThis(session))];
}
