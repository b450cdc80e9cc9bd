import { beforeAll, expect, test, vi } from 'vitest';
import { ok, refuse } from '@/lib/result';
import { Secret } from '@/lib/secret';
import { type JudgingTools, judgePassword } from '@/lib/strength/judge-password';
import type { AboutOwner } from '@/lib/strength/owner-words';
import { passwordLimits } from '@/lib/strength/password-rules';
import { createStrengthMeter, type Strength } from '@/lib/strength/strength';
import { loadStrengthDictionaries } from '@/lib/strength/strength-dictionaries';

const linXia: AboutOwner = {
  number: 'A123456',
  names: ['林夏', 'Lin Xia'],
  address: 'linxia@mx.nthu.edu.tw',
  campusWords: ['NTHU', '清華大學', 'qinghua', 'qinghuadaxue', 'fu/cj86'],
};
const strong: Strength = { score: 4, warning: null, suggestions: [] };

let tools: JudgingTools;
beforeAll(async () => {
  const meter = createStrengthMeter(await loadStrengthDictionaries());
  const strength = { measure: async (password: string, words: readonly string[]) => meter.measure(password, words) };
  const stolen = ['correct horse battery staple', 'wrong horse'];
  const breached = { has: async (secret: Secret) => stolen.includes(secret.reveal()) };
  tools = { limits: passwordLimits(), strength, breached };
});

const judge = (password: string, minCharacters = 15) =>
  judgePassword(new Secret(password), linXia, { ...tools, limits: passwordLimits(minCharacters) });

const answering = (answer: Strength | 'busy') => ({ measure: vi.fn(async () => answer) });

test.each(['lantern otter 78 rain', '雨傘與烏龍麵在星期三一起跳舞吧', '  lantern otter 78 '])(
  '%j may be set',
  async (password) => {
    expect(await judge(password)).toEqual(ok(strong));
  },
);

test('a refusal of the length contains the figures', async () => {
  expect(await judge('lantern otter')).toEqual(refuse('password.too_short', { min: 15, max: 128, count: 13 }));
  expect(await judge('ab'.repeat(65))).toEqual(refuse('password.too_long', { min: 15, max: 128, count: 130 }));
});

test.each(['linxia@mx.nthu.edu.tw', 'aixnil-654321A-2022', '林夏A123456林夏1999'])(
  'A68 own data (%s) is refused as such',
  async (password) => {
    expect(await judge(password)).toEqual(refuse('password.own_data'));
  },
);

test.each(['qinghuadaxue1234', 'fu/cj86fu/cj86fu/cj86', 'NTHU清華大學 2022 nthu'])(
  'A68 campus words (%s) are refused as such',
  async (password) => {
    expect(await judge(password)).toEqual(refuse('password.campus_word'));
  },
);

test.each(['1qaz2wsx3edc4rfv', '!QAZ2wsx#EDC4rfv', 'PasswordPassword', 'woaibeijing1314'])(
  'A68 a common password (%s) is refused as such',
  async (password) => {
    expect(await judge(password)).toEqual(refuse('password.common'));
  },
);

test.each(['ji32k7au4a83', 'su3cl3g4', 'qwertyui'])(
  'A68 a common password (%s) is refused as such where shorter ones are allowed',
  async (password) => {
    expect(await judge(password, 8)).toEqual(refuse('password.common'));
  },
);

test('A69 a strong password of a published list is refused as breached, and a common one as common', async () => {
  expect(await judge('correct horse battery staple')).toEqual(refuse('password.breached'));
  expect(await judge('correct horse battery stapler')).toEqual(ok(strong));
  const everything = { has: async () => true };
  const common = judgePassword(new Secret('passwordpassword'), linXia, { ...tools, breached: everything });
  expect(await common).toEqual(refuse('password.common'));
});

test('A69 while no list can be read, no password is accepted', async () => {
  const breached = {
    has: async () => {
      throw new Error('it ends too early');
    },
  };
  await expect(judgePassword(new Secret('lantern otter 78 rain'), linXia, { ...tools, breached })).rejects.toThrow();
});

test('the refusal of a weak password contains its score and the warning', async () => {
  expect(await judge('aaaaaaaaaaaaaaaaaa')).toEqual(refuse('password.too_weak', { score: 0, warning: 'simpleRepeat' }));
  expect(await judge('qwertyuiopasdfgh')).toEqual(
    refuse('password.too_weak', { score: 1, warning: 'similarToCommon' }),
  );
});

test('A63 only spaces are too weak, of whichever kind', async () => {
  expect(await judge(' '.repeat(20))).toMatchObject({ code: 'password.too_weak' });
  expect(await judge('\u3000'.repeat(20))).toMatchObject({ code: 'password.too_weak' });
});

test('A68 the owner’s words weaken a password that contains them among others', async () => {
  const password = new Secret('quillovevasbrek qz');
  const owner = { ...linXia, names: ['Quill Ove Vasbrek'] };
  expect(await judgePassword(password, linXia, tools)).toEqual(ok(strong));
  expect(await judgePassword(password, owner, tools)).toEqual(
    refuse('password.too_weak', { score: 1, warning: 'userInputs' }),
  );
});

test('A56 A64 a password refused for its length or its words never reaches the meter', async () => {
  const strength = answering(strong);
  for (const password of ['short', 'a'.repeat(4_000), 'linxia@mx.nthu.edu.tw', 'qinghuadaxue1234']) {
    await judgePassword(new Secret(password), linXia, { ...tools, strength });
  }
  expect(strength.measure).not.toHaveBeenCalled();
});

test.each([0, 1, 2] as const)('a score of %i is too low, and a missing warning is "none"', async (score) => {
  const strength = answering({ score, warning: null, suggestions: [] });
  expect(await judgePassword(new Secret('lantern otter 78'), linXia, { ...tools, strength })).toEqual(
    refuse('password.too_weak', { score, warning: 'none' }),
  );
});

test('a score of 3 is enough', async () => {
  const good: Strength = { score: 3, warning: null, suggestions: [] };
  const strength = answering(good);
  expect(await judgePassword(new Secret('lantern otter 78'), linXia, { ...tools, strength })).toEqual(ok(good));
});

test('while too many passwords wait for the meter, a password is neither accepted nor called weak', async () => {
  const strength = answering('busy');
  expect(await judgePassword(new Secret('lantern otter 78'), linXia, { ...tools, strength })).toEqual(
    refuse('service.busy'),
  );
});
