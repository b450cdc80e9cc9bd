import type { ActionState } from '@/app/_web/action';
import type { ShownCaptcha } from './use-captcha';

/** The state of the form, with the entered account to fill in again, but never the password. */
export type SignInState = ActionState & {
  typed: { account: string; domain: string };
  /** The next captcha, if a script submitted the form. Otherwise the rendered page contains it. */
  captcha?: ShownCaptcha;
};
