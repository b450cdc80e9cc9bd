import { expect, test } from 'vitest';
import { KEYBOARDS, keysOfSyllable, wadeGilesOf, zhuyinOf } from './spellings';

const [dachen, eten] = KEYBOARDS;

test.each([
  ['wo', 'ㄨㄛ', 'ji', 'xo'],
  ['mi', 'ㄇㄧ', 'au', 'me'],
  ['shi', 'ㄕ', 'g', '/'],
  ['qing', 'ㄑㄧㄥ', 'fu/', '7e-'],
  ['xue', 'ㄒㄩㄝ', 'vm,', 'cuw'],
  ['you', 'ㄧㄡ', 'u.', 'ey'],
  ['lv', 'ㄌㄩ', 'xm', 'lu'],
  ['xiong', 'ㄒㄩㄥ', 'vm/', 'cu-'],
  ['er', 'ㄦ', '-', '='],
  ['zhuang', 'ㄓㄨㄤ', '5j;', ',x0'],
])('%s is %s, typed %s or %s', (pinyin, zhuyin, inDachen, inEten) => {
  expect(zhuyinOf(pinyin)).toBe(zhuyin);
  expect(dachen && keysOfSyllable(pinyin, dachen)).toBe(inDachen);
  expect(eten && keysOfSyllable(pinyin, eten)).toBe(inEten);
});

test.each([
  ['cai', 'tsai'],
  ['xie', 'hsieh'],
  ['zhang', 'chang'],
  ['guo', 'kuo'],
  ['luo', 'lo'],
  ['jian', 'chien'],
  ['xu', 'hsu'],
  ['shi', 'shih'],
  ['zhong', 'chung'],
  ['he', 'ho'],
])('%s is %s in a passport', (pinyin, passport) => expect(wadeGilesOf(pinyin)).toBe(passport));
