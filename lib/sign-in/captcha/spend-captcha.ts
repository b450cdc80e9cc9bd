import { timingSafeEqual } from 'node:crypto';
import { type CaptchaForm, spendCaptchaOnce } from '@/db/queries/captchas';
import type { Context } from '@/lib/context';
import { ok, type Result, refuse } from '@/lib/result';
import { visitHashOf } from '@/lib/sign-in/visit-hash-of';
import { isCaptchaId } from './is-captcha-id';
import type { ProofWork } from './most-tries';
import { workProved } from './proof-of-work';
import { readDigits } from './read-digits';

/** As a form sends it. At run time an absent or repeated field may not be a string. */
export interface CaptchaAnswer {
  id: string;
  form: CaptchaForm;
  /** The cookie of the browser that answers; several if each of several tabs got one. */
  visit: string | readonly string[];
  /** The typed digits. */
  digits: string;
  /** The computed proof, see `workProved`. */
  proof: string;
}

export type CaptchaRefusal = 'captcha.missing' | 'captcha.wrong' | 'captcha.expired' | 'captcha.more_work';

/**
 * Checks the answer to a captcha: the digits or the proof of work, either of which must be right. An answer spends the
 * captcha, right or wrong.
 *
 * @param demanded the work demanded now: a captcha fetched while it was lower does not help
 * @returns ok once for each captcha; `captcha.missing` when nothing was answered, which spends nothing; `captcha.expired`
 *   when it is too old, used, unknown, or was made for another form or browser; `captcha.more_work` when the browser has
 *   done less than is demanded; else `captcha.wrong`
 * @throws Error when the database is unavailable
 */
export async function spendCaptcha(
  ctx: Context,
  answer: CaptchaAnswer,
  demanded: ProofWork,
): Promise<Result<undefined, CaptchaRefusal>> {
  const { form } = answer;
  const [id, digits, proof] = [answer.id, answer.digits, answer.proof].map(textOf);
  const visits = [answer.visit].flat().map(textOf).filter(Boolean);
  if (!id || visits.length === 0 || !(digits || proof)) return refuse('captcha.missing');
  if (!isCaptchaId(id)) return refuse('captcha.expired');

  const visitHashes = visits.map((visit) => visitHashOf(ctx.config.secret, { for: 'captcha', visit }));
  const asked = await spendCaptchaOnce(ctx.db, { id, form, visitHashes, now: ctx.now });
  if (!asked || asked.expiresAt <= ctx.now) return refuse('captcha.expired');

  if (digits && isSame(readDigits(digits), asked.digits)) return ok();
  const subject = { id: id.toLowerCase(), form, expiresAt: asked.expiresAt };
  const done = proof ? await workProved(ctx.config.secret, subject, proof) : undefined;
  if (!done) return refuse('captcha.wrong');
  return done === 'usual' && demanded === 'raised' ? refuse('captcha.more_work') : ok();
}

/** Trimmed; empty if the field is not a string. */
function textOf(field: unknown): string {
  return typeof field === 'string' ? field.trim() : '';
}

function isSame(read: string | undefined, asked: string): boolean {
  return read !== undefined && timingSafeEqual(Buffer.from(read), Buffer.from(asked));
}
