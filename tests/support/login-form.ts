import type { RequestContext } from '@/lib/runtime/runtime';
import { type Answer, formsIn, type HttpVisitor } from './http-visitor';
import { digitsOf } from './solved-captcha';

/** Fetches the login form and sends it as a browser without JavaScript does, with the captcha answered. */
export async function sendLoginForm(
  ctx: RequestContext,
  visitor: HttpVisitor,
  { address, password }: { address: string; password: string },
  path = '/login',
): Promise<Answer> {
  const [hidden = []] = formsIn((await visitor.get(path)).body, 'captcha');
  const captcha = hidden.find(([name]) => name === 'captcha')?.[1] ?? '';
  const digits = await digitsOf(ctx, captcha);
  const typed = { account: address, domain: '', password, digits };
  return visitor.postMultipart('/login', [...hidden, ...Object.entries(typed)]);
}
