import { expect, test } from 'vitest';
import { csvRecords } from './csv-records';

/** Each record as `line:field|field`, or `line:!fault detail`. */
const read = (text: string) =>
  [...csvRecords(text)].map((record) => {
    const what = 'fields' in record ? record.fields.join('|') : `!${record.fault} ${record.detail}`;
    return `${record.lines.last}:${what}`;
  });

test('A120 each record ends with LF or CR LF, and lines are counted by both', () => {
  expect(read('a,b\nc,d\r\ne,f\n\r\ng,h')).toEqual(['1:a|b', '2:c|d', '3:e|f', '5:g|h']);
});

test('A120 records of empty fields are passed over, blanks around fields are none of them', () => {
  expect(read('a,b\n,,,,\n , \t\n"",\n  c , "d"\t\n\u3000e\u00a0,\ufefff')).toEqual(['1:a|b', '5:c|d', '6:e|f']);
});

test('quoted fields hold commas, doubled quotes and line breaks; the line is the one that ends the record', () => {
  expect(read('"a,b","c""d"\n"e\r\nf",g\nh,i')).toEqual(['1:a,b|c"d', '3:e\r\nf|g', '4:h|i']);
});

test.each([
  ['is not closed', 'A2,"x,y\nA3,z,z'],
  ['is closed by one of the next line', 'A2,"x,y\nA3,"z",z'],
  ['is closed by one in front of a field', 'A2,"x,y\n"A3",z,z'],
  ['stands within a field', 'A2,x"y\nA3,z,z'],
  ['is followed by other text', 'A2,"x"y,y\nA3,z,z'],
])('A120 a quote that %s costs the record that it stands in, and no other', (_, lines) => {
  expect(read(`A1,z,z\n${lines}\nA4,z,z`)).toEqual([
    '1:A1|z|z',
    expect.stringMatching(/^2:!quotes [45]$/),
    '3:A3|z|z',
    '4:A4|z|z',
  ]);
});

test('A120 a line of 10 MB costs itself', () => {
  expect(read(`a,b\n${'x'.repeat(10_000_000)}\nc,d`)).toEqual(['1:a|b', '2:!too_long 10000000', '3:c|d']);
});

test('of a file of open quotes every line is told', () => {
  expect(read('a,"b\n'.repeat(10_000))).toHaveLength(10_000);
});
