import { takeCaptchaDigits } from '@/db/queries/captchas';
import type { Context } from '@/lib/context';
import { derivedKey } from '@/lib/derived-key';
import { derivedNoise } from './derived-noise';
import { drawDigits } from './draw-digits';
import { isCaptchaId } from './is-captcha-id';

/** A page requests it once, and again after going back or when the user opens the picture by itself. */
const MOST_DRAWINGS = 5;

/**
 * Draws the picture of a captcha's digits; the same picture each time.
 *
 * @returns a PNG, or undefined when the captcha is unknown, spent or expired, or was drawn too often
 */
export async function drawCaptcha(ctx: Context, id: string): Promise<Uint8Array | undefined> {
  if (!isCaptchaId(id)) return undefined;
  const digits = await takeCaptchaDigits(ctx.db, { id, now: ctx.now, as: 'drawn', most: MOST_DRAWINGS });
  if (digits === undefined) return undefined;
  return drawDigits(digits, derivedNoise(derivedKey(ctx.config.secret, 'captcha-picture'), id));
}
