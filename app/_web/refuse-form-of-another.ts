import { recordSecurityEvent } from '@/lib/audit/record-security-event';
import { listOwnMailboxes } from '@/lib/mailbox/list-own-mailboxes';
import { type Refused, refuse } from '@/lib/result';
import type { MemberRequest } from '@/lib/runtime/runtime';
import { isOwner } from '@/lib/sign-in/session/form-owner';
import { currentLanguage } from './current-language';
import { answerInstead, requestScope } from './request-scope';

/**
 * A form acts for the person for whom it was rendered. When somebody else has signed in since, in the same browser, it is
 * refused by a page that says who is signed in now.
 *
 * @param owner what the form carries (`ownerOf`)
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

/** A session by a unit's shared password names the mailbox, not its custodian. */
async function nameOf(ctx: MemberRequest): Promise<string> {
  if (ctx.session.limitedTo) return (await listOwnMailboxes(ctx))[0]?.address ?? '';
  const { name, nameEn, number } = ctx.person;
  return (await currentLanguage()) === 'en' ? `${nameEn} (${number})` : `${name}（${number}）`;
}
