import { randomInt } from 'node:crypto';
import { type CaptchaForm, purgeCaptchas, storeCaptcha } from '@/db/queries/captchas';
import { after, minutes } from '@/lib/clock';
import type { Context } from '@/lib/context';
import { visitHashOf } from '@/lib/sign-in/visit-hash-of';
import type { ProofWork } from './most-tries';
import { makeProof, type ProofChallenge } from './proof-of-work';

const LIFE_MS = minutes(2);
/** Old captchas deleted with each new one. More than one, so that the rows of a busy hour go away by themselves. */
const FORGOTTEN_AT_EACH = 20;

export interface CaptchaRequest {
  form: CaptchaForm;
  /** The cookie of the browser that will answer. */
  visit: string;
  work: ProofWork;
}

/** The public part of a captcha: nothing in it reveals the digits. */
export interface Captcha {
  id: string;
  /** The proof of work that the browser can do instead. */
  proof: ProofChallenge;
  expiresAt: Date;
}

/** Makes a captcha for one form in one browser: six digits to read or hear, or a proof of work. */
export async function makeCaptcha(ctx: Context, request: CaptchaRequest): Promise<Captcha> {
  const { form, visit, work } = request;
  const expiresAt = after(ctx.now, LIFE_MS);
  await purgeCaptchas(ctx.db, ctx.now, FORGOTTEN_AT_EACH);
  const id = await storeCaptcha(ctx.db, {
    form,
    visitHash: visitHashOf(ctx.config.secret, { for: 'captcha', visit }),
    digits: String(randomInt(1_000_000)).padStart(6, '0'),
    createdAt: ctx.now,
    expiresAt,
  });
  return { id, proof: await makeProof(ctx.config.secret, { id, form, expiresAt }, work), expiresAt };
}
