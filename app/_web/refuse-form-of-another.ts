import { recordSecurityEvent } from '@/lib/audit/record-security-event';
import { listOwnMailboxes } from '@/lib/mailbox/list-own-mailboxes';
import { type Refused, refuse } from '@/lib/result';
import type { MemberRequest, RequestContext } from '@/lib/runtime/runtime';
import { isOwner } from '@/lib/sign-in/session/form-owner';
import { isFormOfSession } from '@/lib/sign-in/session/is-form-of-session';
import { currentLanguage } from './current-language';
import { answerInstead, requestScope } from './request-scope';

/**
 * Refuses a form that was rendered for another user, who was signed in earlier in the same browser. The page of the
 * refusal names the user who is signed in now.
 *
 * @param owner the form's field `owner` (`ownerOf`)
 * @returns undefined for a form of the signed-in user
 */
export async function refuseFormOfAnother(
  ctx: MemberRequest,
  owner: string,
): Promise<Refused<'session.someone_else'> | undefined> {
  if (isOwner(ctx, owner)) return undefined;
  requestScope().isFormOfAnother = true;
  recordSecurityEvent(ctx, 'form.refused', 'someone_else');
  const refusal = refuse('session.someone_else', { name: await nameOf(ctx) });
  answerInstead(refusal);
  return refusal;
}

/**
 * Refuses a form that was rendered for another person than that of the session, where the session itself is refused. The
 * page of the refusal names no user, since such a session shows nothing about its person.
 *
 * @returns undefined for a form of the session's person, and where no session can be ended
 */
export async function refuseFormOfAnotherSession(
  ctx: RequestContext,
  sessionId: string | undefined,
  owner: string,
): Promise<Refused<'request.page_changed'> | undefined> {
  if (await isFormOfSession(ctx, sessionId, owner)) return undefined;
  recordSecurityEvent(ctx, 'form.refused', 'someone_else');
  const refusal = refuse('request.page_changed');
  answerInstead(refusal);
  return refusal;
}

/** For a session opened with a unit's shared password, the name is the mailbox address, not its custodian. */
async function nameOf(ctx: MemberRequest): Promise<string> {
  if (ctx.session.limitedTo) return (await listOwnMailboxes(ctx))[0]?.address ?? '';
  const { name, nameEn, number } = ctx.person;
  return (await currentLanguage()) === 'en' ? `${nameEn} (${number})` : `${name}（${number}）`;
}
