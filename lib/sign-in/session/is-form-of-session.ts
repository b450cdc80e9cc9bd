import { findSession } from '@/db/queries/sessions';
import type { Context } from '@/lib/context';
import { isOwner } from './form-owner';

/**
 * Whether a form was rendered for the person of a session. The session itself may have expired or be at another address.
 *
 * @param owner the form's field `owner` (`ownerOf`, `ownerOfSession`)
 * @returns true also without a session, and for one that has ended: the form can do nothing to it
 */
export async function isFormOfSession(
  ctx: Pick<Context, 'config' | 'db'>,
  sessionId: string | undefined,
  owner: string,
): Promise<boolean> {
  const found = sessionId && (await findSession(ctx.db, sessionId));
  return !found || found.session.endedAt !== null || isOwner({ ...found, config: ctx.config }, owner);
}
