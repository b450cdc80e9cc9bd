import { expect, test } from 'vitest';
import { type AboutOwner, isCampusWord, isOwnData, ownerWords } from '@/lib/strength/owner-words';

const linXia: AboutOwner = {
  number: 'A123456',
  names: ['林夏', 'Lin Xia'],
  address: 'linxia@mx.nthu.edu.tw',
  campusWords: ['NTHU', '清華', '清華大學', 'qinghua', 'qinghuadaxue', 'tsinghua', 'Tsing Hua', 'fu/cj86284vm,6'],
};

test.each([
  'a123456',
  '654321a',
  '123456',
  '林夏',
  'linxia',
  'aixnil',
  'lin',
  'xia',
  'mx',
  'nthu',
  'edu',
  '清華大學',
  'qinghua',
  'auhgniq',
  'tsinghua',
  'fu/cj86284vm,6',
])('%s counts as a dictionary word for Lin Xia', (word) => {
  expect(ownerWords(linXia)).toContain(word);
});

test('no word is a single letter, and none appears twice', () => {
  const words = ownerWords(linXia);
  expect(words.filter((word) => [...word].length < 2)).toEqual([]);
  expect(new Set(words).size).toBe(words.length);
});

test('a Chinese name of three characters yields the given name too', () => {
  expect(ownerWords({ ...linXia, names: ['林小夏'] })).toEqual(expect.arrayContaining(['林小夏', '小夏']));
});

test('an unknown name or number adds nothing', () => {
  const nobody = { number: '', names: [''], address: 'office@my.nthu.edu.tw', campusWords: [] };
  expect(ownerWords(nobody)).toContain('office');
  expect(ownerWords(nobody)).not.toContain('');
  expect(isOwnData('lantern otter 78', nobody)).toBe(false);
});

test.each([
  'linxialinxialinxia',
  'LinXia.LinXia.LinXia',
  'linxia@mx.nthu.edu.tw',
  'LINXIA@MX.NTHU.EDU.TW',
  'wt.ude.uhtn.xm@aixnil',
  'linxia-A123456-2022',
  'A123456A123456A123456',
  'a123456-654321a',
  'xia lin 19990101!!!',
  '林夏林夏 1999 林夏林夏',
  '林夏林夏林夏林夏林夏林夏林夏林夏',
  'ｌｉｎｘｉａ１９９９０１０１',
  'lin\u200bxia\u200b1999.01.01',
  'linxia_nthu_2022',
])('A68 %s is own data of Lin Xia', (password) => {
  expect(isOwnData(password, linXia)).toBe(true);
});

test.each([
  'qinghuadaxue1234',
  'NTHU-nthu-NTHU-2022',
  '清華大學清華大學清華大學清華',
  'uhtn.uhtn.uhtn.uhtn',
  'TsingHua TsingHua!',
  'mx.nthu.edu.tw.2022',
  'fu/cj86284vm,6',
])('A68 %s is made of campus words', (password) => {
  expect(isCampusWord(password, linXia)).toBe(true);
  expect(isOwnData(password, linXia)).toBe(false);
});

test.each([
  'linxia lantern 78',
  'qinghua otter 1999',
  'linxia 4417 8203 9951', // twelve digits count as secret
  '19990101',
  '                ',
  '!!!!!!!!',
  '',
  'chenyu@oz.example',
])('%j is neither own data nor a campus word', (password) => {
  expect(isOwnData(password, linXia)).toBe(false);
  expect(isCampusWord(password, linXia)).toBe(false);
});

test('a short number does not make strings of digits own data', () => {
  expect(isOwnData('12121212121212121212', { ...linXia, number: 'B12' })).toBe(false);
});

test('A64 comparing the longest password with the longest names takes no time', () => {
  const wordy = { ...linXia, names: Array.from({ length: 50 }, (_, i) => 'ab'.repeat(i + 1)) };
  expect(isOwnData(`${'ab'.repeat(63)}!c`, wordy)).toBe(false);
  expect(isOwnData('\uFDFA'.repeat(128), wordy)).toBe(false);
});
