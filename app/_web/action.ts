import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import type * as z from 'zod/mini';
import { recordSecurityEvent } from '@/lib/audit/record-security-event';
import { findOwnMailbox } from '@/lib/mailbox/find-own-mailbox';
import { REFUSAL_CODES, type RefusalCode } from '@/lib/refusal-codes';
import { type RefusalDetail, type Refused, type Result, refuse } from '@/lib/result';
import type { MailboxRequest } from '@/lib/runtime/runtime';
import { currentContext } from './current-member';
import { fieldsOf } from './fields-of';
import { memberOfForm } from './member-of-form';
import { retryAfterSecondsOf, statusOf, webRefusalOf } from './refusals';
import { answerInstead, answerWithStatus, requestScope } from './request-scope';
import { afterUnexpectedError } from './unexpected-error';

/** What a form is told. Nothing of what was typed is in it: the framework writes it into the page. */
export type ActionState =
  | { status: 'untouched' }
  | {
      status: 'refused';
      code: RefusalCode;
      detail?: RefusalDetail;
      reference: string;
      /** No action has answered, so nobody finds anything by the reference: it is shown to nobody. */
      isUnsent?: true;
    }
  | { status: 'done'; redirectTo: string };

/** @typeParam Answer what the action may tell its form besides */
export interface MailboxAction<Form, Answer = never> {
  act(ctx: MailboxRequest, form: Form): Promise<ActionState | Answer>;
  /** Asked when the session is not (or no longer) valid; undefined leaves it refused. */
  actWithoutSession?(form: Form, address: string): Promise<ActionState | undefined>;
}

/**
 * A server action about one mailbox: parse, guard, call, answer. Every one stands on its own, since whoever has its id
 * can call it without its page, and with whatever arguments. Its page binds the address, and whose form it is
 * (`ownerOf`).
 */
export function mailboxAction<Form, Answer = never>(schema: z.ZodMiniType<Form>, action: MailboxAction<Form, Answer>) {
  return async (
    address: string,
    owner: string,
    _before: ActionState | Answer,
    data: FormData,
  ): Promise<ActionState | Answer> => {
    requestScope().actionHasBegun = true;
    try {
      const fields = fieldsOf(data);
      if (typeof address !== 'string' || typeof owner !== 'string' || !fields) return malformed();
      const parsed = schema.safeParse(fields);
      if (!parsed.success) return refusedFor(parsed.error);

      const found = await memberOfForm(owner);
      if (!found.ok && found.code === 'session.someone_else') return refused(found);
      if (!found.ok) return (await action.actWithoutSession?.(parsed.data, address)) ?? refused(found);
      const own = await findOwnMailbox(found.value, address);
      return own.ok ? await action.act(own.value, parsed.data) : refused(own);
    } catch (error) {
      return refused({ ok: false, code: afterUnexpectedError(error) });
    }
  };
}

/** What a script is told that asked: unlike the state of a form, no framework writes it anywhere. */
export type Answer<T> = { status: 'answered'; value: T } | Extract<ActionState, { status: 'refused' }>;

/** A question of a script about one mailbox, with the guard of `mailboxAction`. */
export async function mailboxQuestion<T>(
  { address, owner }: { address: string; owner: string },
  answer: (ctx: MailboxRequest) => Promise<Result<T>>,
): Promise<Answer<T>> {
  requestScope().actionHasBegun = true;
  try {
    if (typeof address !== 'string' || typeof owner !== 'string') return malformed();
    const found = await memberOfForm(owner);
    if (!found.ok) return refused(found);
    const own = await findOwnMailbox(found.value, address);
    const result = own.ok ? await answer(own.value) : own;
    return result.ok ? { status: 'answered', value: result.value } : refused(result);
  } catch (error) {
    return refused({ ok: false, code: afterUnexpectedError(error) });
  }
}

/** Tells the form why not; the answer's status says it too where it is not the form that is wrong. */
export function refused({ code, detail }: Refused): Extract<ActionState, { status: 'refused' }> {
  if (code === 'request.malformed') recordSecurityEvent(currentContext(), 'form.refused', 'malformed');
  if (code === 'service.full') recordSecurityEvent(currentContext(), 'throttle.refused', 'full');
  if (!webRefusalOf(code).isAboutForm) answerWithStatus(statusOf(code), retryAfterSecondsOf(code, detail));
  return { status: 'refused', code, detail, reference: requestScope().requestId };
}

/** Refuses a body that is no form of the portal: an error page takes the place of the form's own page. */
export function malformed(): Extract<ActionState, { status: 'refused' }> {
  answerInstead(refuse('request.malformed'));
  return refused(refuse('request.malformed'));
}

/** Refuses what a schema rejects: a wrong field is named beside it, and an unknown shape is malformed. */
export function refusedFor(error: z.core.$ZodError): Extract<ActionState, { status: 'refused' }> {
  const code = codeOf(error);
  return code === 'request.malformed' ? malformed() : refused(refuse(code));
}

/** Whether a script sent the form: then it is answered in the page, and no other page is shown. */
export async function isSentByScript(): Promise<boolean> {
  return (await headers()).has('next-action');
}

/**
 * Leads on to another page. With JavaScript the form does it, as a page load: the framework would fetch the page for
 * itself, from our own address, and keep it in a cache that knows no sign-out.
 */
export async function redirectAfterForm(path: string): Promise<ActionState> {
  if (await isSentByScript()) return { status: 'done', redirectTo: path };
  redirect(path);
}

/** The schemas of forms name their faults by refusal code. */
export function codeOf(error: z.core.$ZodError): RefusalCode {
  const named = error.issues[0]?.message;
  return REFUSAL_CODES.find((code) => code === named) ?? 'request.malformed';
}
