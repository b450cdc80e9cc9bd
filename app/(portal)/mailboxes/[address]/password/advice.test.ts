import { createTranslator } from 'next-intl';
import { expect, test } from 'vitest';
import { passwordLimits } from '@/lib/strength/password-rules';
import { STRENGTH_SUGGESTIONS, STRENGTH_WARNINGS, type Strength } from '@/lib/strength/strength';
import english from '@/messages/en.json';
import chinese from '@/messages/zh-TW.json';
import { adviceOn } from './advice';
import { type Judgement, judgeForm } from './use-judgement';

const zh = createTranslator({ locale: 'zh-Hant-TW', messages: chinese });
const en = createTranslator({ locale: 'en', messages: english }) as typeof zh;
const LANGUAGES = [
  ['zh-TW', zh],
  ['en', en],
] as const;

const weak: Strength = { score: 1, warning: null, suggestions: [] };
const strong: Strength = { score: 4, warning: null, suggestions: [] };

function judged(typed: string, strength: Strength | null = null): Judgement {
  const isStrongEnough = strength !== null && strength.score >= 3;
  return { ...judgeForm(typed, passwordLimits()), runs: true, strength, isStrongEnough };
}

const typing = { isShown: false, isSubmitted: false };
const submitted = { isShown: false, isSubmitted: true };

const sentences = (text: string) =>
  text.match(/[^。？！]+[。？！]|[^.?!]+(?:[.?!](?!\s|$)[^.?!]+)*[.?!](?=\s|$)/g) ?? [];

test('an empty or short password is no fault before it is submitted', () => {
  expect(adviceOn(judged(''), typing, en)).toBeUndefined();
  expect(adviceOn(judged('lantern', weak), typing, en)).toBeUndefined();
  expect(adviceOn(judged(' 字', weak), typing, en)).toBeUndefined();
  expect(adviceOn(judged(''), submitted, en)?.lines).toEqual([en('errors.password.empty')]);
  expect(adviceOn(judged('lantern', weak), submitted, en)?.lines).toEqual([
    en('errors.password.too_short', { count: 7, min: 15 }),
  ]);
});

test('what blocks first is said first: unusable, then the length, then common, then the weak part', () => {
  const common: Strength = { score: 0, warning: 'common', suggestions: ['anotherWord'] };
  const first = (typed: string, strength: Strength) => adviceOn(judged(typed, strength), submitted, en)?.lines[0];
  expect(first('a\u0007', common)).toBe(en('errors.password.control_character', { position: 2, codePoint: 'U+0007' }));
  expect(first('passwordpass', common)).toContain('too short');
  expect(first('p'.repeat(129), common)).toContain('too long');
  expect(first('passwordpassword', common)).toBe(en('errors.password.common'));
  expect(first('lantern otter 78 rain', { ...weak, warning: 'dates' })).toBe(en('strength.warnings.dates'));
});

test.each(LANGUAGES)('every weak password has one reason and one remedy in %s', (_, t) => {
  for (const isShown of [true, false]) {
    for (const warning of [null, ...STRENGTH_WARNINGS.filter((one) => one !== 'common')]) {
      for (const suggestions of [[], ...STRENGTH_SUGGESTIONS.map((one) => [one]), [...STRENGTH_SUGGESTIONS]]) {
        const judgement = judged(' wodemimashizhege字', { ...weak, warning, suggestions });
        const advice = adviceOn(judgement, { isShown, isSubmitted: true }, t);
        expect(advice?.kind).toBe('fault');
        expect(advice?.lines).toHaveLength(2);
        for (const line of advice?.lines ?? []) expect(sentences(line), line).toHaveLength(1);
      }
    }
  }
});

test.each(LANGUAGES)('every refusal of a password and every note has one reason and one remedy in %s', (_, t) => {
  const { errors, notes } = t === zh ? chinese : english;
  const figures = { count: 3, min: 15, max: 128, position: 2, codePoint: 'U+0007', most: 100, score: 1 };
  for (const code of Object.keys(errors.password) as (keyof typeof errors.password)[]) {
    expect(sentences(t(`errors.password.${code}`, figures)), code).toHaveLength(2);
  }
  for (const note of Object.keys(notes) as (keyof typeof notes)[]) {
    expect(sentences(t(`notes.${note}`)), note).toHaveLength(2);
  }
});

test('the weak part is shown only together with the password', () => {
  const finding = { warning: 'zhuyinWords', from: 0, to: 12, reading: '我的密碼' } as const;
  const judgement = judged('ji32k7au4a83 river', { ...weak, warning: 'zhuyinWords', finding });
  const hidden = adviceOn(judgement, typing, zh)?.lines.join('') ?? '';
  expect(hidden).toContain('第 1 到第 12 個字元');
  expect(hidden).not.toMatch(/ji32k7|我的密碼/);
  expect(adviceOn(judgement, { ...typing, isShown: true }, zh)?.lines[0]).toMatch(/ji32k7au4a83.*我的密碼/);
});

test('a good password has at most one note', () => {
  expect(adviceOn(judged('velvet harbour counts gulls', strong), submitted, en)).toBeUndefined();
  expect(adviceOn(judged(' velvet 港 counts gulls', strong), submitted, en)).toEqual({
    kind: 'note',
    lines: [en('notes.leading_or_trailing_space')],
  });
});
