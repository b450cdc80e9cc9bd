import type { ActionState } from '@/app/_web/action';
import type { ShownCaptcha } from './captcha-field';

/** What the form is told, and what it gives back of what was typed: the account, never the password. */
export type SignInState = ActionState & {
  typed: { account: string; domain: string };
  /** The one to answer next, where a script sent the form; without one, the page that comes back holds it. */
  captcha?: ShownCaptcha;
};
