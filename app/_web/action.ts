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

/**
 * The state of a form after its submission. It holds no user input, because the framework serializes it into the page.
 */
export type ActionState =
  | { status: 'untouched' }
  | {
      status: 'refused';
      code: RefusalCode;
      detail?: RefusalDetail;
      reference: string;
      /**
       * The client made this refusal itself because no action responded. Its reference is in no log and is not shown.
       */
      isUnsent?: true;
    }
  | { status: 'done'; redirectTo: string };

/** @typeParam Answer further states that the action may return to its form */
export interface MailboxAction<Form, Answer = never> {
  act(ctx: MailboxRequest, form: Form): Promise<ActionState | Answer>;
  /** Called when the session is invalid or has expired. Undefined keeps the refusal of the session. */
  actWithoutSession?(form: Form, address: string): Promise<ActionState | undefined>;
}

/**
 * A server action about one mailbox: it parses the form, authorizes, calls the use case and returns the new state. Each
 * action authorizes by itself, because a client that knows its id can call it without the page and with any arguments.
 * The page binds the mailbox address and the owner of the form (`ownerOf`).
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

/** The response to a query by script. Unlike `ActionState`, the framework does not serialize it into a page. */
export type Answer<T> = { status: 'answered'; value: T } | Extract<ActionState, { status: 'refused' }>;

/** Answers a query by script about one mailbox, with the same authorization as `mailboxAction`. */
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

/** The state of a refused form. Sets the response status as well, unless the refusal is about the user's input. */
export function refused({ code, detail }: Refused): Extract<ActionState, { status: 'refused' }> {
  if (code === 'request.malformed') recordSecurityEvent(currentContext(), 'form.refused', 'malformed');
  if (code === 'service.full') recordSecurityEvent(currentContext(), 'throttle.refused', 'full');
  if (!webRefusalOf(code).isAboutForm) answerWithStatus(statusOf(code), retryAfterSecondsOf(code, detail));
  return { status: 'refused', code, detail, reference: requestScope().requestId };
}

/** Refuses a body that is not a form of the portal. An error page replaces the page of the form. */
export function malformed(): Extract<ActionState, { status: 'refused' }> {
  answerInstead(refuse('request.malformed'));
  return refused(refuse('request.malformed'));
}

/** Refuses a form that its schema rejects: with the field's refusal code, or as malformed when the shape is unknown. */
export function refusedFor(error: z.core.$ZodError): Extract<ActionState, { status: 'refused' }> {
  const code = codeOf(error);
  return code === 'request.malformed' ? malformed() : refused(refuse(code));
}

/** Whether a script submitted the form. The response then updates the page instead of replacing it. */
export async function isSentByScript(): Promise<boolean> {
  return (await headers()).has('next-action');
}

/**
 * Redirects to another page. With JavaScript the form loads the page itself: on a redirect the framework would fetch
 * the page on the server, from the portal's own address, and keep it in a client cache that outlives a sign-out.
 */
export async function redirectAfterForm(path: string): Promise<ActionState> {
  if (await isSentByScript()) return { status: 'done', redirectTo: path };
  redirect(path);
}

/** Schemas of forms use refusal codes as their messages. @returns `request.malformed` for any other message */
export function codeOf(error: z.core.$ZodError): RefusalCode {
  const named = error.issues[0]?.message;
  return REFUSAL_CODES.find((code) => code === named) ?? 'request.malformed';
}
