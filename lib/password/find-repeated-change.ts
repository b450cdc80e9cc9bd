import { findMailboxOf } from '@/db/queries/mailboxes';
import { findChangeByIntent } from '@/db/queries/password-changes';
import { findSession } from '@/db/queries/sessions';
import { after, seconds } from '@/lib/clock';
import type { Context } from '@/lib/context';
import type { Hasher } from '@/lib/hashing/hashing';
import { recognisePassword } from '@/lib/hashing/recognise-password';
import { mailboxScopeOf } from '@/lib/mailbox/mailbox-scope';
import { judgeSessionAddress } from '@/lib/sign-in/session/judge-session-address';
import type { ChangedPassword, ChangeRequest } from './change-password';

const JUST_NOW_MS = seconds(60);

/**
 * Finds the change of a form that was submitted twice in one moment, without JavaScript. The first submission has renewed
 * the session, so the second carries the old one.
 *
 * The old session gives no access. It leads to the receipt only together with the form's intent key and the very password
 * that was set; only the sender of the form has all three.
 *
 * @returns the change that the first submission made, or undefined when this is not a repetition
 */
export async function findRepeatedChange(
  ctx: Context & { hasher: Hasher },
  request: ChangeRequest & { sessionId: string; address: string },
): Promise<ChangedPassword | undefined> {
  const found = await findSession(ctx.db, request.sessionId);
  if (!found) return undefined;
  const { session } = found;
  if (!session.replacedBy || !session.endedAt || after(session.endedAt, JUST_NOW_MS) < ctx.now) return undefined;
  if (judgeSessionAddress(session, ctx.address, ctx.config) !== 'same') return undefined;

  const mailbox = await findMailboxOf(ctx.db, mailboxScopeOf(found), request.address);
  const sent = mailbox && (await findChangeByIntent(ctx.db, mailbox.id, request.intent));
  if (!sent) return undefined;
  const password = await recognisePassword(ctx.hasher, request.next, [sent.reuseSalt]);
  return password.ok && password.value.is(sent) ? { change: sent.change, sessionId: session.replacedBy } : undefined;
}
