import { randomBytes, randomUUID } from 'node:crypto';
import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { expect, test } from 'vitest';
import { after, minutes, seconds } from '@/lib/clock';
import type { RequestContext } from '@/lib/runtime/runtime';
import { drawCaptcha } from '@/lib/sign-in/captcha/draw-captcha';
import { type Captcha, makeCaptcha } from '@/lib/sign-in/captcha/make-captcha';
import type { ProofWork } from '@/lib/sign-in/captcha/most-tries';
import { speakCaptcha } from '@/lib/sign-in/captcha/speak-captcha';
import { type CaptchaAnswer, spendCaptcha } from '@/lib/sign-in/captcha/spend-captcha';
import { readableLog } from '../../support/readable-log';
import { anonymousContext, anotherRuntime, ownDatabase, runtimeWithoutDatabase, superuser } from '../../support/world';

const newVisit = () => randomBytes(18).toString('base64');

async function shown(ctx: RequestContext, visit = newVisit(), work: ProofWork = 'usual') {
  const captcha = await makeCaptcha(ctx, { form: 'login', visit, work });
  const digits = await digitsOf(captcha.id);
  const answer: CaptchaAnswer = { id: captcha.id, form: 'login', visit, digits, proof: '' };
  return { captcha, digits, answer, wrong: String((Number(digits) + 1) % 1_000_000).padStart(6, '0') };
}

async function digitsOf(id: string): Promise<string> {
  const [row] = await superuser()<{ digits: string }[]>`select digits from captchas where id = ${id}`;
  return row?.digits ?? '';
}

async function proofFor({ proof: challenge }: Captcha): Promise<string> {
  const solution = await solveChallenge({ challenge, deriveKey });
  return Buffer.from(JSON.stringify({ challenge, solution })).toString('base64');
}

const spends = (ctx: RequestContext, answer: CaptchaAnswer, demanded: ProofWork = 'usual') =>
  spendCaptcha(ctx, answer, demanded);

const PASSED = { ok: true, value: undefined };
const refusedAs = (code: string) => ({ ok: false, code });

test('the right digits pass, as a person may type them', async () => {
  const ctx = await anonymousContext();
  const plain = await shown(ctx);
  expect(await spends(ctx, plain.answer)).toEqual(PASSED);

  const wide = await shown(ctx);
  const typed = [...wide.digits].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join(' ');
  expect(await spends(ctx, { ...wide.answer, digits: `　${typed} ` })).toEqual(PASSED);
});

test('a proof of work passes without digits, and with wrong ones', async () => {
  const ctx = await anonymousContext();
  const silent = await shown(ctx);
  const proof = await proofFor(silent.captcha);
  expect(await spends(ctx, { ...silent.answer, digits: '', proof })).toEqual(PASSED);

  const mistyped = await shown(ctx);
  const solved = await proofFor(mistyped.captcha);
  expect(await spends(ctx, { ...mistyped.answer, digits: mistyped.wrong, proof: solved })).toEqual(PASSED);
});

test('A52 a captcha issued at a lower cost requires the present amount of work; the digits require none', async () => {
  const ctx = await anonymousContext();
  const [hoarded, typed, raised] = [await shown(ctx), await shown(ctx), await shown(ctx, newVisit(), 'raised')];
  const proof = await proofFor(hoarded.captcha);
  expect(await spends(ctx, { ...hoarded.answer, digits: '', proof }, 'raised')).toEqual(refusedAs('captcha.more_work'));
  // That attempt spends it: it is not kept until the load falls.
  expect(await spends(ctx, { ...hoarded.answer, digits: '', proof })).toEqual(refusedAs('captcha.expired'));
  expect(await spends(ctx, typed.answer, 'raised')).toEqual(PASSED);
  const much = await proofFor(raised.captcha);
  expect(await spends(ctx, { ...raised.answer, digits: '', proof: much }, 'raised')).toEqual(PASSED);
});

test('A52 one of 50 answers passes when all arrive at once at two servers', async () => {
  const ctx = await anonymousContext();
  const elsewhere = await anonymousContext({ runtime: await anotherRuntime() });
  const { answer, captcha } = await shown(ctx);
  const proof = await proofFor(captcha);
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      spends(n % 2 ? ctx : elsewhere, n % 3 ? answer : { ...answer, digits: '', proof }),
    ),
  );
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  expect(outcomes.filter((outcome) => !outcome.ok && outcome.code === 'captcha.expired')).toHaveLength(49);
});

test('A52 a used answer is refused, in either form', async () => {
  const ctx = await anonymousContext();
  const { answer, captcha } = await shown(ctx);
  const proof = await proofFor(captcha);
  expect(await spends(ctx, answer)).toEqual(PASSED);
  expect(await spends(ctx, answer)).toEqual(refusedAs('captcha.expired'));
  expect(await spends(ctx, { ...answer, digits: '', proof })).toEqual(refusedAs('captcha.expired'));
});

test('A52 a wrong answer spends the captcha: one guess, not a million', async () => {
  const ctx = await anonymousContext();
  const { answer, wrong } = await shown(ctx);
  expect(await spends(ctx, { ...answer, digits: wrong })).toEqual(refusedAs('captcha.wrong'));
  expect(await spends(ctx, answer)).toEqual(refusedAs('captcha.expired'));
});

test('A52 an answer is valid only in the browser and form it was issued for, and another client cannot spend it', async () => {
  const ctx = await anonymousContext();
  const { answer, captcha } = await shown(ctx);
  const proof = await proofFor(captcha);
  const foreign = [
    { ...answer, visit: newVisit() },
    { ...answer, visit: newVisit(), digits: '', proof },
    { ...answer, form: 'contact' as never },
  ];
  for (const attempt of foreign) expect(await spends(ctx, attempt)).toEqual(refusedAs('captcha.expired'));
  expect(await spends(ctx, answer)).toEqual(PASSED);
});

test('A52 the proof of work of one captcha is refused for another', async () => {
  const ctx = await anonymousContext();
  const visit = newVisit();
  const [one, other] = [await shown(ctx, visit), await shown(ctx, visit)];
  const proof = await proofFor(one.captcha);
  expect(await spends(ctx, { ...other.answer, digits: '', proof })).toEqual(refusedAs('captcha.wrong'));
});

test('A52 an answer expires after two minutes', async () => {
  const ctx = await anonymousContext();
  const [inTime, late, lateWork] = [await shown(ctx), await shown(ctx), await shown(ctx)];
  const end = after(ctx.now, minutes(2));
  expect(inTime.captcha.expiresAt).toEqual(end);
  expect(await spends({ ...ctx, now: new Date(end.getTime() - 1) }, inTime.answer)).toEqual(PASSED);
  expect(await spends({ ...ctx, now: end }, late.answer)).toEqual(refusedAs('captcha.expired'));
  const proof = await proofFor(lateWork.captcha);
  expect(await spends({ ...ctx, now: end }, { ...lateWork.answer, digits: '', proof })).toEqual(
    refusedAs('captcha.expired'),
  );
});

test('A54 absent, empty, repeated and malformed answers are refused, and so is an unknown captcha', async () => {
  const ctx = await anonymousContext();
  const { answer, digits } = await shown(ctx);
  const odd = (fields: Record<string, unknown>) => ({ ...answer, ...fields }) as CaptchaAnswer;
  const missing = [
    odd({ digits: '' }),
    odd({ digits: ' ' }),
    odd({ digits: undefined }),
    odd({ digits: null }),
    odd({ digits: [digits, digits] }),
    odd({ digits: Number(digits) }),
    odd({ digits: { toString: () => digits } }),
    odd({ id: '' }),
    odd({ id: undefined }),
    odd({ id: [answer.id] }),
    odd({ visit: '' }),
    odd({ visit: undefined }),
    odd({ digits: '', proof: [] }),
  ];
  for (const attempt of missing) expect(await spends(ctx, attempt)).toEqual(refusedAs('captcha.missing'));
  const unknown = [
    odd({ id: randomUUID() }),
    odd({ id: 'x' }),
    odd({ id: `${answer.id}\0` }),
    odd({ id: "' or true --" }),
  ];
  for (const attempt of unknown) expect(await spends(ctx, attempt)).toEqual(refusedAs('captcha.expired'));
  expect(await spends(ctx, odd({ id: answer.id.toUpperCase() }))).toEqual(PASSED);

  for (const typed of ['x', `${digits}0`, `${digits},${digits}`, '9'.repeat(10_000), 'true', '%00']) {
    const { answer: fresh } = await shown(ctx);
    expect(await spends(ctx, { ...fresh, digits: typed })).toEqual(refusedAs('captcha.wrong'));
    const { answer: another } = await shown(ctx);
    expect(await spends(ctx, { ...another, digits: '', proof: typed })).toEqual(refusedAs('captcha.wrong'));
  }
});

test('A54 no captcha passes without the database: creating, rendering and spending fail', async () => {
  const ctx = await anonymousContext();
  const { answer, captcha } = await shown(ctx);
  const down = await anonymousContext({ runtime: await runtimeWithoutDatabase() });
  await expect(spends(down, answer)).rejects.toThrow();
  await expect(spends(down, { ...answer, digits: '', proof: await proofFor(captcha) })).rejects.toThrow();
  await expect(makeCaptcha(down, { form: 'login', visit: newVisit(), work: 'usual' })).rejects.toThrow();
  await expect(drawCaptcha(down, captcha.id)).rejects.toThrow();
});

test('A52 a captcha is rendered a few times, always with the same digits, and not after it is spent or expired', async () => {
  const ctx = await anonymousContext();
  const { captcha, answer } = await shown(ctx);
  const pictures = await Promise.all(Array.from({ length: 12 }, () => drawCaptcha(ctx, captcha.id)));
  const drawn = pictures.flatMap((picture) => picture ?? []);
  expect(drawn).toHaveLength(5);
  expect(new Set(drawn.map((picture) => Buffer.from(picture).toString('base64'))).size).toBe(1);
  // A client that has loaded the image may still load the sound.
  const sounds = [await speakCaptcha(ctx, captcha.id, 'zh-TW'), await speakCaptcha(ctx, captcha.id, 'zh-TW')];
  expect(new Set(sounds.map((sound) => sound && Buffer.from(sound).toString('base64'))).size).toBe(1);
  expect(sounds[0]?.length).toBeGreaterThan(80_000);

  const spent = await shown(ctx);
  await spends(ctx, spent.answer);
  const late = await shown(ctx);
  const over = { ...ctx, now: late.captcha.expiresAt };
  expect([
    await drawCaptcha(ctx, spent.captcha.id),
    await speakCaptcha(ctx, spent.captcha.id, 'en'),
    await drawCaptcha(over, late.captcha.id),
    await speakCaptcha(over, late.captcha.id, 'en'),
    await drawCaptcha(ctx, randomUUID()),
    await drawCaptcha(ctx, 'no id'),
  ]).toEqual([undefined, undefined, undefined, undefined, undefined, undefined]);
  expect(await spends(ctx, answer)).toEqual(PASSED);
});

test('the digits and the visit id appear in no log, and in nothing that a page receives', async () => {
  const { log, lines } = readableLog();
  const ctx = await anonymousContext({ runtime: await anotherRuntime({}, log) });
  const visit = newVisit();
  const { captcha, answer, digits, wrong } = await shown(ctx, visit);
  await drawCaptcha(ctx, captcha.id);
  await spends(ctx, { ...answer, digits: wrong });
  await spends(ctx, answer);
  await spends({ ...ctx, now: after(ctx.now, seconds(500)) }, answer);
  // A long number may contain six digits by chance, so only whole numbers are compared.
  expect(lines.join('')).not.toMatch(new RegExp(`\\b(${digits}|${wrong})\\b`));
  expect(lines.join('')).not.toContain(visit);
  const given = JSON.stringify(captcha);
  expect(given).not.toMatch(new RegExp(`\\b${digits}\\b`));
  expect(given).not.toContain(visit);
  const [row] =
    await superuser()`select visit_hash::text as hash, c::text as row from captchas c where id = ${captcha.id}`;
  expect(row?.hash).toHaveLength(2 + 64);
  expect(row?.row).not.toContain(visit);
});

test('expired captchas are purged in small batches as new ones are created', async () => {
  const own = await ownDatabase();
  const ctx = await anonymousContext({ runtime: own.runtime });
  const make = (now: Date) => makeCaptcha({ ...ctx, now }, { form: 'login', visit: newVisit(), work: 'usual' });
  for (let n = 0; n < 45; n += 1) await make(ctx.now);
  const later = after(ctx.now, minutes(2) + 1);
  const count = async () => (await own.sql`select id from captchas`).length;
  expect(await count()).toBe(45);
  await make(later);
  expect(await count()).toBe(26);
  await make(later);
  await make(later);
  expect(await count()).toBe(3);
});
