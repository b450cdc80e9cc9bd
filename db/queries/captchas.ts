import { and, eq, gt, inArray, isNull, lt, sql } from 'drizzle-orm';
import type { Executor } from '../connect';
import { captchas } from '../schema/captchas';

/** The form that a captcha guards. */
export type CaptchaForm = 'login';

export interface NewCaptcha {
  form: CaptchaForm;
  visitHash: Uint8Array;
  digits: string;
  createdAt: Date;
  expiresAt: Date;
}

/** @returns its id, which is random and so cannot be guessed */
export async function storeCaptcha(on: Executor, captcha: NewCaptcha): Promise<string> {
  const [row] = await on.insert(captchas).values(captcha).returning({ id: captchas.id });
  if (!row) throw new Error('the captcha was not stored');
  return row.id;
}

/**
 * Spends a captcha, whether the answer is right or wrong. A single statement: only one of several concurrent answers finds
 * it unspent.
 *
 * @returns the stored digits and work, or undefined when it is unknown, spent, or for another form or visit
 */
export async function spendCaptchaOnce(
  on: Executor,
  captcha: { id: string; form: CaptchaForm; visitHashes: readonly Uint8Array[]; now: Date },
): Promise<{ digits: string; expiresAt: Date } | undefined> {
  const [row] = await on
    .update(captchas)
    .set({ spentAt: captcha.now })
    .where(
      and(
        eq(captchas.id, captcha.id),
        eq(captchas.form, captcha.form),
        inArray(captchas.visitHash, [...captcha.visitHashes]),
        isNull(captchas.spentAt),
      ),
    )
    .returning({ digits: captchas.digits, expiresAt: captchas.expiresAt });
  return row;
}

/**
 * @returns the digits, unless the captcha is unknown, spent, expired, or was already fetched `most` times in this way
 */
export async function takeCaptchaDigits(
  on: Executor,
  captcha: { id: string; now: Date; as: 'drawn' | 'spoken'; most: number },
): Promise<string | undefined> {
  const count = captchas[captcha.as];
  const [row] = await on
    .update(captchas)
    .set({ [captcha.as]: sql`${count} + 1` })
    .where(
      and(
        eq(captchas.id, captcha.id),
        isNull(captchas.spentAt),
        gt(captchas.expiresAt, captcha.now),
        lt(count, captcha.most),
      ),
    )
    .returning({ digits: captchas.digits });
  return row?.digits;
}

/** Deletes some of the expired captchas. @param most a limit, so that no request waits for a long delete */
export async function purgeCaptchas(on: Executor, expiredBefore: Date, most: number): Promise<void> {
  const some = on
    .$with('some')
    .as(
      on
        .select({ id: captchas.id })
        .from(captchas)
        .where(lt(captchas.expiresAt, expiredBefore))
        .orderBy(captchas.expiresAt)
        .limit(most)
        .for('update', { skipLocked: true }),
    );
  await on
    .with(some)
    .delete(captchas)
    .where(inArray(captchas.id, on.select({ id: some.id }).from(some)));
}
