import type { RequestContext } from '@/lib/runtime/runtime';
import { enterByMailboxPassword } from '@/lib/sign-in/enter-by-mailbox-password';
import { solvedCaptcha } from './solved-captcha';

/** Signs in by way 2 without its page, with a new, solved captcha. @param ctx of a client, with their address */
export async function enterByPassword(
  ctx: RequestContext,
  { address, password }: { address: string; password: string },
): ReturnType<typeof enterByMailboxPassword> {
  const captcha = await solvedCaptcha(ctx);
  return enterByMailboxPassword(ctx, { typed: address, domain: '', password, captcha, formerSessionId: undefined });
}
