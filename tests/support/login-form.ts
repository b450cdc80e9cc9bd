import type { RequestContext } from '@/lib/runtime/runtime';
import { type Answer, formsIn, type HttpClient } from './http-client';
import { digitsOf } from './solved-captcha';

/** Fetches the login form and sends it as a browser without JavaScript does, with the captcha solved. */
export async function sendLoginForm(
  ctx: RequestContext,
  client: HttpClient,
  { address, password }: { address: string; password: string },
  path = '/login',
): Promise<Answer> {
  const [hidden = []] = formsIn((await client.get(path)).body, 'captcha');
  const captcha = hidden.find(([name]) => name === 'captcha')?.[1] ?? '';
  const digits = await digitsOf(ctx, captcha);
  const typed = { account: address, domain: '', password, digits };
  return client.postMultipart('/login', [...hidden, ...Object.entries(typed)]);
}
