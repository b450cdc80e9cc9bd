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
import type { ShownCaptcha } from './captcha-field';
import { newLoginCaptcha } from './new-login-captcha';
import type { SignInState } from './sign-in-state';

/** Way 2. What was typed as the account comes back with a refusal; the password does not. */
export async function signInAction(_before: SignInState, data: FormData): Promise<SignInState> {
  requestScope().actionHasBegun = true;
  const fields = fieldsOf(data);
  if (!fields) return { ...malformed(), typed: { account: '', domain: '' } };
  const { account = '', domain = '' } = fields;
  const typed = { account: account.slice(0, 320), domain: domain.slice(0, 320) };
  if (fields.renew !== undefined) return { status: 'untouched', typed };

  const parsed = signInForm.safeParse(fields);
  if (!parsed.success) return { ...refusedFor(parsed.error), typed, captcha: await anotherForScript() };
  const refusal = await trySigningIn(parsed.data);
  if (!refusal) return { ...(await redirectAfterForm(await postLoginRedirect(fields.then))), typed };
  return { ...refused(refusal), typed, captcha: await anotherForScript() };
}

/** A password that thieves know comes before whatever the person had in mind. */
async function postLoginRedirect(asked: string | undefined): Promise<string> {
  const { breachedMailbox } = requestScope();
  return breachedMailbox ? `/mailboxes/${breachedMailbox}/password?reason=breached` : ownReturnPath(asked);
}

/** The page that comes back without a script has a new captcha of its own; a browser without cookies could not answer one. */
async function anotherForScript(): Promise<ShownCaptcha | undefined> {
  if (!(await isSentByScript()) || (await readLoginVisits()).length === 0) return undefined;
  try {
    const { id, proof } = await newLoginCaptcha();
    return { id, proof };
  } catch (error) {
    // The refusal itself is still to be told.
    afterUnexpectedError(error);
    return undefined;
  }
}

async function trySigningIn(form: SignInForm): Promise<Refused | undefined> {
  // The page gave it with the captcha: no answer counts in a browser that keeps none.
  if ((await readLoginVisits()).length === 0) return { ok: false, code: 'captcha.no_cookies' };
  try {
    await signIn('mailbox-password', { ...form, redirect: false });
    return undefined;
  } catch (error) {
    return error instanceof SignInRefused ? error.refusal : { ok: false, code: afterUnexpectedError(error) };
  }
}
