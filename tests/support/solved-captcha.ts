import { sql } from 'drizzle-orm';
import type { RequestContext } from '@/lib/runtime/runtime';
import { makeCaptcha } from '@/lib/sign-in/captcha/make-captcha';
import type { CaptchaAnswer } from '@/lib/sign-in/captcha/spend-captcha';

/** The six digits of a captcha that was shown, read from the server side. */
export async function digitsOf(ctx: RequestContext, id: string): Promise<string> {
  const [row] = await ctx.db.execute<{ digits: string }>(sql`select digits from captchas where id = ${id}`);
  if (!row) throw new Error('no such captcha');
  return row.digits;
}

/** A new captcha with its correct answer. */
export async function solvedCaptcha(ctx: RequestContext, visit = 'the browser of a test'): Promise<CaptchaAnswer> {
  const { id } = await makeCaptcha(ctx, { form: 'login', visit, work: 'usual' });
  return { id, form: 'login', visit, digits: await digitsOf(ctx, id), proof: '' };
}
