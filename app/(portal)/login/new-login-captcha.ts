import { currentContext } from '@/app/_web/current-member';
import { loginVisitToShow } from '@/app/_web/read-login-visit';
import { type Captcha, makeCaptcha } from '@/lib/sign-in/captcha/make-captcha';
import { workFor } from '@/lib/sign-in/throttle/work-for';

/** A new captcha for the login form in this browser. The proof of work depends on recent failures from its source. */
export async function newLoginCaptcha(): Promise<Captcha> {
  const ctx = currentContext();
  const visit = (await loginVisitToShow()) ?? '';
  return makeCaptcha(ctx, { form: 'login', visit, work: await workFor(ctx) });
}
