'use server';

import { codeOf, isSentByScript, leadTo, refused } from '@/app/_web/action';
import { SignInRefused, signIn } from '@/app/_web/auth';
import { readLoginVisit } from '@/app/_web/read-login-visit';
import { requestScope } from '@/app/_web/request-scope';
import { returnPath } from '@/app/_web/return-path';
import { afterSurprise } from '@/app/_web/surprise';
import type { Refused } from '@/lib/result';
import { signInForm } from '@/lib/sign-in/sign-in-form';
import type { ShownCaptcha } from './captcha-field';
import { newLoginCaptcha } from './new-login-captcha';
import type { SignInState } from './sign-in-state';

/** Way 2. What was typed as the account comes back with a refusal; the password does not. */
export async function signInAction(_before: SignInState, data: FormData): Promise<SignInState> {
  const typed = { account: text(data, 'account'), domain: text(data, 'domain') };
  if (data.has('renew')) return { status: 'untouched', typed };

  const refusal = await trySigningIn(data);
  if (!refusal) return { ...(await leadTo(leadsOnTo(data))), typed };
  return { ...refused(refusal), typed, captcha: await anotherForScript() };
}

/** A password that thieves know comes before whatever the person had in mind. */
function leadsOnTo(data: FormData): string {
  const { breachedMailbox } = requestScope();
  return breachedMailbox ? `/mailboxes/${breachedMailbox}/password?reason=breached` : returnPath(data.get('then'));
}

/** The page that comes back without a script has a new captcha of its own; a browser without cookies could not answer one. */
async function anotherForScript(): Promise<ShownCaptcha | undefined> {
  if (!(await isSentByScript()) || !(await readLoginVisit())) return undefined;
  try {
    const { id, proof } = await newLoginCaptcha();
    return { id, proof };
  } catch (error) {
    // The refusal itself is still to be told.
    afterSurprise(error);
    return undefined;
  }
}

async function trySigningIn(data: FormData): Promise<Refused | undefined> {
  const parsed = signInForm.safeParse(onlyOnce(data));
  if (!parsed.success) return { ok: false, code: codeOf(parsed.error) };
  // The page gave it with the captcha: no answer counts in a browser that keeps none.
  if (!(await readLoginVisit())) return { ok: false, code: 'captcha.no_cookies' };
  try {
    await signIn('mailbox-password', { ...parsed.data, redirect: false });
    return undefined;
  } catch (error) {
    return error instanceof SignInRefused ? error.refusal : { ok: false, code: afterSurprise(error) };
  }
}

/** A field that comes twice counts as none: nothing chooses between two answers. */
function onlyOnce(data: FormData): Record<string, FormDataEntryValue> {
  const names = [...new Set(data.keys())].filter((name) => data.getAll(name).length === 1);
  return Object.fromEntries(names.map((name) => [name, data.get(name) ?? '']));
}

function text(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === 'string' ? value.slice(0, 320) : '';
}
