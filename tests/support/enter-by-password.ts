import type { RequestContext } from '@/lib/runtime/runtime';
import { enterByMailboxPassword } from '@/lib/sign-in/enter-by-mailbox-password';
import { solvedCaptcha } from './solved-captcha';

/** Way 2 without its page: the captcha of this moment is answered rightly. @param ctx of a client, with their address */
export async function enterByPassword(
  ctx: RequestContext,
  { address, password }: { address: string; password: string },
): ReturnType<typeof enterByMailboxPassword> {
  const captcha = await solvedCaptcha(ctx);
  return enterByMailboxPassword(ctx, { typed: address, domain: '', password, captcha, formerSessionId: undefined });
}
