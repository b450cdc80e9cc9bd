import { translations } from '@zxcvbn-ts/language-en';
import { beforeAll, expect, test } from 'vitest';
import { HABIT_WARNINGS } from '@/lib/strength/habits/habit-matchers';
import {
  createStrengthMeter,
  MINIMUM_SCORE,
  STRENGTH_SUGGESTIONS,
  STRENGTH_WARNINGS,
  STRENGTH_WORDS,
  type StrengthMeter,
} from '@/lib/strength/strength';
import { loadStrengthDictionaries } from '@/lib/strength/strength-dictionaries';

let meter: StrengthMeter;

beforeAll(async () => {
  meter = createStrengthMeter(await loadStrengthDictionaries());
});

const score = (password: string, words: string[] = []): number => meter.measure(password, words).score;

test('each score has its word, and GOOD is the first that is enough', () => {
  expect(STRENGTH_WORDS.map((word, at) => `${at} ${word}`)).toEqual([
    '0 very_weak',
    '1 weak',
    '2 fair',
    '3 good',
    '4 strong',
  ]);
  expect(STRENGTH_WORDS[MINIMUM_SCORE]).toBe('good');
});

test('the closed lists hold exactly the keys of the library and of the habits', () => {
  const warnings = [...Object.keys(translations.warnings), ...HABIT_WARNINGS];
  expect([...STRENGTH_WARNINGS].sort()).toEqual(warnings.sort());
  const suggestions = [...Object.keys(translations.suggestions), 'unrelatedWords'];
  expect([...STRENGTH_SUGGESTIONS].sort()).toEqual(suggestions.sort());
});

test.each([
  'lantern otter 78 rain',
  'vK8#qzL2!mWx9@Tb',
  '雨傘與烏龍麵在星期三一起跳舞吧',
  'brisk walnut copper thimble',
])('%s is strong', (password) => {
  expect(meter.measure(password, [])).toEqual({ score: 4, warning: null, suggestions: [] });
});

test.each(['ji32k7au4a83', 'su3cl3g4', 'qinghuadaxue', 'woaibeijing1314', 'WoAiBeiJing1314'])(
  'A68 the Chinese habit %s is a common password',
  (password) => {
    expect(meter.measure(password, [])).toEqual({ score: 0, warning: 'common', suggestions: ['anotherWord'] });
  },
);

test.each(['ji32k7au4a83su3cl3g4', 'ji32k7au4a83-2022', 'qinghuadaxue1234', 'euxadauhgniq1234'])(
  'A68 a Chinese habit inside %s does not count as random letters',
  (password) => {
    expect(score(password)).toBeLessThan(MINIMUM_SCORE);
  },
);

test.each([
  'qwertyuiopasdfgh',
  'asdfjkl;asdfjkl;',
  'zxcvbnmasdfghjk',
  '1qaz2wsx3edc4rfv',
  '!QAZ@WSX#EDC$RFV',
  'zaq12wsxcde34rfv',
  'q1w2e3r4t5y6u7i8',
  'poiuytrewqlkjhgf',
  'qweasdzxcrtyfghvbn',
])('A68 the keyboard walk %s is too weak', (password) => {
  expect(score(password)).toBeLessThan(MINIMUM_SCORE);
});

test.each(['               ', '\u3000'.repeat(20), ' \u3000 \u3000 \u3000 \u3000 \u3000 \u3000 \u3000'])(
  'A63 only spaces (%j) are too weak',
  (password) => {
    expect(score(password)).toBeLessThan(MINIMUM_SCORE);
  },
);

test('A68 the words of the owner count as guessable, in any case and reversed', () => {
  expect(score('quill-ove-vasbrek')).toBeGreaterThan(score('quill-ove-vasbrek', ['quill', 'ove', 'vasbrek']));
  expect(meter.measure('Quillovevasbrek', ['quillovevasbrek'])).toMatchObject({ score: 0, warning: 'userInputs' });
  expect(score('kerbsavevolliuq', ['quillovevasbrek'])).toBeLessThan(MINIMUM_SCORE);
});

test('the words of one person are not used for the next measurement', () => {
  const before = meter.measure('hsiaopeicheng', []);
  meter.measure('hsiaopeicheng', ['hsiaopeicheng']);
  expect(meter.measure('hsiaopeicheng', [])).toEqual(before);
});

test.each(['constructor', '__proto__', 'lantern constructor 78', '__proto____proto__', 'toString', 'hasOwnProperty'])(
  'a password that names a property of every object (%s) is measured like any other',
  (password) => {
    const { score, warning } = meter.measure(password, ['constructor', '__proto__']);
    expect(score).toBeOneOf([0, 1, 2, 3, 4]);
    expect(warning).toBeOneOf([null, ...STRENGTH_WARNINGS]);
  },
);

test.each([
  ['ji32k7au4a83su3cl3', { warning: 'zhuyinWords', from: 0, to: 18, reading: '我的密碼 你好' }],
  ['ji3ap7vu3cj0', { warning: 'zhuyinWords', from: 0, to: 12, reading: 'ㄨㄛˇ ㄇㄣ˙ ㄒㄧˇ ㄏㄨㄢ' }],
  ['Wodemimashizhege1314', { warning: 'pinyinWords', from: 0, to: 16, reading: '我的密碼是這個' }],
  ['#womenpengyou', { warning: 'pinyinWords', from: 1, to: 13, reading: 'wo men 朋友' }],
  ['qweasdzxcrtyfghvbn', { warning: 'keyboardBlocks', from: 0, to: 18 }],
  ['chenyating0912', { warning: 'localNames', from: 0, to: 10 }],
])('a weak %s is explained: what it says, and where', (password, finding) => {
  expect(meter.measure(password, []).finding).toEqual(finding);
});

test('a password that is strong enough has no finding', () => {
  expect(meter.measure('lantern otter 78 rain wodemima', [])).not.toHaveProperty('finding');
});

test('only the head of a long password is measured, so the rest costs nothing', () => {
  const head = 'lantern otter 78 rain'.padEnd(48, 'a');
  expect(meter.measure(`${head}${'!'.repeat(64)}`, [])).toEqual(meter.measure(head, []));
});

// With the library's defaults several of these take seconds each; npm run bench measures their cost here.
const BOMBS: Record<string, string> = {
  'one letter': 'a'.repeat(4_000),
  'one digit': '1'.repeat(4_000),
  'all classes': 'aA1!eE3@'.repeat(500),
  'l33t only': '4@8({[<6|)3#69&!1|05$7+2'.repeat(20),
  'two readings each': '1!|7l'.repeat(100),
  'long substitutions': '|_||-|/\\\\/\\\\^^><'.repeat(20),
  'l33t words': 'as4s@s$5passwordpa55w0rd'.repeat(10),
  'years and dates': '1999200019981997'.repeat(20),
  digits: '31415926535897932384626433832795028841971693993751'.repeat(3),
  'number words': 'onetwothreefourfivesix'.repeat(10),
  'words without spaces': 'thequickbrownfoxjumpsoverthelazydog'.repeat(5),
  'nearly repeated': `${'ab'.repeat(31)}ba`.repeat(4),
  'random signs': 'vK8#qzL2!mWx9@TbR5$nYc7&hJ4^pDs1*gFe6(uAo3)iZ0-kBv'.repeat(3),
  Chinese: '林夏雨傘'.repeat(32),
};

test.each(Object.entries(BOMBS))('A64 only the head of a bomb of %s is measured', (_, bomb) => {
  expect(meter.measure(bomb, [])).toEqual(meter.measure([...bomb].slice(0, 48).join(''), []));
});
