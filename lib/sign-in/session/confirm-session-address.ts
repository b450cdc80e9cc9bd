import { confirmAddress, findSession } from '@/db/queries/sessions';
import { audit } from '@/lib/audit/audit';
import type { Context } from '@/lib/context';
import { sessionEnd } from './find-member';
import { judgeSessionAddress } from './judge-session-address';

/**
 * Adds the address of this request to the session as its second one, after the person has confirmed it. Possible once in a
 * session, for a change between IPv4 and IPv6 within the campus's own networks; otherwise this does nothing.
 */
export async function confirmSessionAddress(ctx: Context, sessionId: string | undefined): Promise<void> {
  const found = sessionId && (await findSession(ctx.db, sessionId));
  if (!found || found.session.endedAt || sessionEnd(ctx, found.session) <= ctx.now) return;
  const { session, person } = found;
  const { address } = ctx;
  if (address === null || judgeSessionAddress(session, address, ctx.config) !== 'confirmable') return;
  await ctx.db.transaction(async (tx) => {
    if (!(await confirmAddress(tx, session.id, address))) return;
    await audit(tx, { ...ctx, actor: { kind: 'person', person } }, 'session.address_confirmed');
  });
}
