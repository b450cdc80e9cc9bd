import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import type * as z from 'zod/mini';
import { recordSecurityEvent } from '@/lib/audit/record-security-event';
import type { MailboxContext } from '@/lib/context';
import { findOwnMailbox } from '@/lib/mailbox/find-own-mailbox';
import { REFUSAL_CODES, type RefusalCode } from '@/lib/refusal-codes';
import type { RefusalDetail, Refused, Result } from '@/lib/result';
import { currentContext, currentMember } from './current-member';
import { retryAfterSecondsOf, statusOf } from './refusal-status';
import { answerWithStatus, requestScope } from './request-scope';
import { afterSurprise } from './surprise';

/** What a form is told. Nothing of what was typed is in it: the framework writes it into the page. */
export type ActionState =
  | { status: 'untouched' }
  | { status: 'refused'; code: RefusalCode; detail?: RefusalDetail; reference: string }
  | { status: 'done'; leadsTo: string };

/** @typeParam Answer what the action may tell its form besides */
export interface MailboxAction<Form, Answer = never> {
  act(ctx: MailboxContext, form: Form): Promise<ActionState | Answer>;
  /** Asked when the session is not (or no longer) valid; undefined leaves it refused. */
  actWithoutSession?(form: Form, address: string): Promise<ActionState | undefined>;
}

/**
 * A server action about one mailbox: guard, parse, call, answer. Every one stands on its own, since whoever has its id
 * can call it without its page.
 */
export function mailboxAction<Form, Answer = never>(schema: z.ZodMiniType<Form>, action: MailboxAction<Form, Answer>) {
  return async (address: string, _before: ActionState | Answer, data: FormData): Promise<ActionState | Answer> => {
    try {
      const parsed = schema.safeParse(Object.fromEntries(data));
      if (!parsed.success) return refused({ ok: false, code: codeOf(parsed.error) });

      const { found } = await currentMember();
      if (!found.ok) return (await action.actWithoutSession?.(parsed.data, address)) ?? refused(found);
      const own = await findOwnMailbox(found.value, String(address));
      return own.ok ? await action.act(own.value, parsed.data) : refused(own);
    } catch (error) {
      return refused({ ok: false, code: afterSurprise(error) });
    }
  };
}

/** What a script is told that asked: unlike the state of a form, no framework writes it anywhere. */
export type Answer<T> = { status: 'answered'; value: T } | Extract<ActionState, { status: 'refused' }>;

/** A question of a script about one mailbox, with the guard of `mailboxAction`. */
export async function mailboxQuestion<T>(
  address: string,
  answer: (ctx: MailboxContext) => Promise<Result<T>>,
): Promise<Answer<T>> {
  try {
    const { found } = await currentMember();
    if (!found.ok) return refused(found);
    const own = await findOwnMailbox(found.value, String(address));
    const result = own.ok ? await answer(own.value) : own;
    return result.ok ? { status: 'answered', value: result.value } : refused(result);
  } catch (error) {
    return refused({ ok: false, code: afterSurprise(error) });
  }
}

/** What was typed is wrong, and the form that comes back says where: the answer itself is a good one. */
const ABOUT_THE_FORM =
  /^(password|captcha)\.|^proof\.current_|^sign_in\.(account_missing|password_missing|google_mailbox)$/;

/** Tells the form why not; the answer's status says it too where it is not the form that is wrong. */
export function refused({ code, detail }: Refused): Extract<ActionState, { status: 'refused' }> {
  if (code === 'request.malformed') recordSecurityEvent(currentContext(), 'form.refused', 'malformed');
  if (!ABOUT_THE_FORM.test(code)) answerWithStatus(statusOf(code), retryAfterSecondsOf(code, detail));
  return { status: 'refused', code, detail, reference: requestScope().requestId };
}

/** Whether a script sent the form: then it is answered in the page, and no other page is shown. */
export async function isSentByScript(): Promise<boolean> {
  return (await headers()).has('next-action');
}

/**
 * Leads on to another page. With JavaScript the form does it, as a page load: the framework would fetch the page for
 * itself, from our own address, and keep it in a cache that knows no sign-out.
 */
export async function leadTo(path: string): Promise<ActionState> {
  if (await isSentByScript()) return { status: 'done', leadsTo: path };
  redirect(path);
}

/** The schemas of forms name their faults by refusal code. */
export function codeOf(error: z.core.$ZodError): RefusalCode {
  const named = error.issues[0]?.message;
  return REFUSAL_CODES.find((code) => code === named) ?? 'request.malformed';
}
