import { expect, test } from 'vitest';
import { findHabitRuns, ownWords } from './habit-runs';
import { findKeyboardBlocks } from './keyboard-blocks';
import { tokensAt } from './tokens';

const noWords = ownWords([]);
const whole = (password: string, own = noWords) =>
  findHabitRuns(password, own).find(({ from, to }) => from === 0 && to === password.length);
const costOf = (password: string): number => whole(password)?.cost ?? Number.POSITIVE_INFINITY;

test('a phrase costs less than its syllables, in each spelling', () => {
  for (const phrase of ['wodemima', 'wo3de5mi4ma3', 'wo de mi ma', 'ji32k7au4a83', 'xo3dr1me4ma3']) {
    expect(costOf(phrase), phrase).toBeLessThan(4);
  }
  expect(costOf('ji3au4a83cl3')).toBeGreaterThan(costOf('ji32k7au4a83'));
});

test('a wrong tone costs more than the right one', () => {
  expect(costOf('wo4de5mi4ma3')).toBeGreaterThan(costOf('wo3de5mi4ma3'));
});

test('syllables that belong to no word cost hundreds each', () => {
  expect(costOf('nuanpieshuaitun')).toBeGreaterThan(8);
});

test.each([
  ['0790512', 'date'],
  ['790512', 'date'],
  ['112/05/12', 'date'],
  ['112年5月12日', 'date'],
  ['19990101', 'date'],
  ['1999', 'year'],
  ['107062123', 'id_number'],
  ['a123456', 'id_number'],
  ['0912345678', 'phone'],
  ['5201314', 'lucky_number'],
  ['qhdx', 'initials'],
  ['tsaichihao', 'name'],
])('%s is a %s', (number, kind) => {
  const kinds = tokensAt(number, 0, noWords).filter(({ to }) => to === number.length);
  expect(kinds.map((token) => token.kind)).toContain(kind);
  expect(whole(number)).toBeDefined();
});

test('A68 a campus word in pinyin is found as zhuyin keys too, of both keyboards', () => {
  const own = ownWords(['zhuolingyuan']);
  for (const keys of ['5ji xu/6m06', '5jixu/m0', ',xo2le-2u82']) {
    expect(whole(keys, own)?.cost, keys).toBeLessThan(3);
    expect(whole(keys)?.cost ?? 9, keys).toBeGreaterThan(3);
  }
});

test('capitals at the beginning cost twice, elsewhere more', () => {
  const twice = costOf('wodemima') + Math.log10(2);
  expect(costOf('Wodemima')).toBeCloseTo(twice);
  expect(costOf('wOdEmima')).toBeGreaterThan(twice);
});

test('A64 only the head of a long text is read, and letters that grow in lower case do no harm', () => {
  const head = 'wodemima'.repeat(8);
  expect(findHabitRuns(head.repeat(60), noWords)).toEqual(findHabitRuns(head, noWords));
  expect(findHabitRuns('İwodemima', noWords)).toEqual([]);
  expect(findKeyboardBlocks('qweasdzxc'.repeat(500)).every(({ to }) => to <= 64)).toBe(true);
});

test.each(['qweasdzxc', '1qaz2wsx3edc', '1q2w3e4r5t', 'QAZwsxEDC'])('%s is a walk in blocks', (walk) => {
  expect(findKeyboardBlocks(walk)).toMatchObject([{ from: 0, to: walk.length }]);
});

test.each(['lantern otter 78', 'vK8#qzL2!mWx9@Tb', 'wasted poverty'])('%s is not a walk in blocks', (password) => {
  expect(findKeyboardBlocks(password)).toEqual([]);
});
