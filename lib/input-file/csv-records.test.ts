import { expect, test } from 'vitest';
import { csvRecords } from './csv-records';

/** Each record as `line:field|field`, or `line:!fault detail`. */
const read = (text: string) =>
  [...csvRecords(text)].map((record) => {
    const what = 'fields' in record ? record.fields.join('|') : `!${record.fault} ${record.detail}`;
    return `${record.lines.last}:${what}`;
  });

test('A120 records end with LF or CR LF, and both count as lines', () => {
  expect(read('a,b\nc,d\r\ne,f\n\r\ng,h')).toEqual(['1:a|b', '2:c|d', '3:e|f', '5:g|h']);
});

test('A120 records of empty fields are skipped, and fields are trimmed', () => {
  expect(read('a,b\n,,,,\n , \t\n"",\n  c , "d"\t\n\u3000e\u00a0,\ufefff')).toEqual(['1:a|b', '5:c|d', '6:e|f']);
});

test('quoted fields may hold commas, doubled quotes and line breaks; the reported line is the record’s last', () => {
  expect(read('"a,b","c""d"\n"e\r\nf",g\nh,i')).toEqual(['1:a,b|c"d', '3:e\r\nf|g', '4:h|i']);
});

test.each([
  ['is not closed', 'A2,"x,y\nA3,z,z'],
  ['is closed by one of the next line', 'A2,"x,y\nA3,"z",z'],
  ['is closed by one in front of a field', 'A2,"x,y\n"A3",z,z'],
  ['stands within a field', 'A2,x"y\nA3,z,z'],
  ['is followed by other text', 'A2,"x"y,y\nA3,z,z'],
])('A120 a quote that %s costs its own record, and no other', (_, lines) => {
  expect(read(`A1,z,z\n${lines}\nA4,z,z`)).toEqual([
    '1:A1|z|z',
    expect.stringMatching(/^2:!quotes [45]$/),
    '3:A3|z|z',
    '4:A4|z|z',
  ]);
});

test('A120 a line of 10 MB costs its own record only', () => {
  expect(read(`a,b\n${'x'.repeat(10_000_000)}\nc,d`)).toEqual(['1:a|b', '2:!too_long 10000000', '3:c|d']);
});

test('every line of a file of unclosed quotes is reported', () => {
  expect(read('a,"b\n'.repeat(10_000))).toHaveLength(10_000);
});
