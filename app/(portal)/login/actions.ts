'use server';

import { isSentByScript, malformed, redirectAfterForm, refused, refusedFor } from '@/app/_web/action';
import { SignInRefused, signIn } from '@/app/_web/auth';
import { fieldsOf } from '@/app/_web/fields-of';
import { ownReturnPath } from '@/app/_web/own-return-path';
import { readLoginVisits } from '@/app/_web/read-login-visit';
import { requestScope } from '@/app/_web/request-scope';
import { afterUnexpectedError } from '@/app/_web/unexpected-error';
import type { Refused } from '@/lib/result';
import { type SignInForm, signInForm } from '@/lib/sign-in/sign-in-form';
import { newLoginCaptcha } from './new-login-captcha';
import type { SignInState } from './sign-in-state';
import type { ShownCaptcha } from './use-captcha';

/** Signs in with a mailbox password (way 2). A refusal returns the entered account, but never the password. */
export async function signInAction(_before: SignInState, data: FormData): Promise<SignInState> {
  requestScope().actionHasBegun = true;
  const fields = fieldsOf(data);
  if (!fields) return { ...malformed(), typed: { account: '', domain: '' } };
  const { account = '', domain = '' } = fields;
  const typed = { account: account.slice(0, 320), domain: domain.slice(0, 320) };
  if (fields.renew !== undefined) return { status: 'untouched', typed };

  const parsed = signInForm.safeParse(fields);
  if (!parsed.success) return { ...refusedFor(parsed.error), typed, captcha: await newCaptchaForScript() };
  const refusal = await trySigningIn(parsed.data);
  if (!refusal) return { ...(await redirectAfterForm(await postLoginRedirect(fields.then))), typed };
  return { ...refused(refusal), typed, captcha: await newCaptchaForScript() };
}

/** A breached password redirects to the change of that password, ahead of the requested page. */
async function postLoginRedirect(asked: string | undefined): Promise<string> {
  const { breachedMailbox } = requestScope();
  return breachedMailbox ? `/mailboxes/${breachedMailbox}/password?reason=breached` : ownReturnPath(asked);
}

/**
 * A new captcha for a form sent by script. Else the page itself has one, and a browser without cookies cannot answer
 * one.
 */
async function newCaptchaForScript(): Promise<ShownCaptcha | undefined> {
  if (!(await isSentByScript()) || (await readLoginVisits()).length === 0) return undefined;
  try {
    const { id, proof } = await newLoginCaptcha();
    return { id, proof };
  } catch (error) {
    // The refusal of the sign-in must still be shown.
    afterUnexpectedError(error);
    return undefined;
  }
}

async function trySigningIn(form: SignInForm): Promise<Refused | undefined> {
  // The page sets this cookie with the captcha. Without it no answer can be accepted.
  if ((await readLoginVisits()).length === 0) return { ok: false, code: 'captcha.no_cookies' };
  try {
    await signIn('mailbox-password', { ...form, redirect: false });
    return undefined;
  } catch (error) {
    return error instanceof SignInRefused ? error.refusal : { ok: false, code: afterUnexpectedError(error) };
  }
}
