import { expect, test } from 'vitest';
import { csvOf } from './csv-of';

const cellOf = (cell: string | number | null) => csvOf([['head'], [cell]]).split('\r\n')[1];

test('a table begins with a byte order mark and ends its lines with CR LF', () => {
  expect(
    csvOf([
      ['時間', 'Time'],
      ['2026-11-30', 3],
    ]),
  ).toBe('\uFEFF時間,Time\r\n2026-11-30,3\r\n');
});

test.each([
  ['=1+1', "'=1+1"],
  ['+886-3-5715131', "'+886-3-5715131"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1+1', "'\t=1+1"],
  ['  =1+1', "'  =1+1"],
  ['＝1+1', "'＝1+1"],
  ['－1', "'－1"],
  ['−1', "'−1"],
  ['＠x', "'＠x"],
  ['=HYPERLINK("http://evil.example")', `"'=HYPERLINK(""http://evil.example"")"`],
])('a folder named %j is no formula', (folder, cell) => {
  expect(cellOf(folder)).toBe(cell);
});

test('a formula behind a line break is no formula', () => {
  expect(csvOf([['\r=1+1'], ['\n=1+1']])).toBe(`\uFEFF"'\r=1+1"\r\n"'\n=1+1"\r\n`);
});

test.each([
  ['10,ServerAdmin', '"10,ServerAdmin"'],
  ['a "b"', '"a ""b"""'],
  ['收件匣', '收件匣'],
  ['2026-11-30', '2026-11-30'],
  [-1, '-1'],
  [0, '0'],
  [null, ''],
  ['', ''],
  ['a\0b', 'ab'],
])('%j is written as it is', (value, cell) => {
  expect(cellOf(value)).toBe(cell);
});
