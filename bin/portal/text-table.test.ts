import { expect, test } from 'vitest';
import { textTable } from './text-table';

test('columns are aligned, and no line ends in spaces', () => {
  expect(
    textTable([
      ['number', 'state'],
      ['A123456', 'active'],
      ['941234', ''],
    ]),
  ).toBe('number   state\nA123456  active\n941234');
});

test('a Chinese character counts as the two columns that a terminal draws', () => {
  expect(
    textTable([
      ['name', 'role'],
      ['林夏', 'staff'],
      ['陳小安', 'student'],
    ]),
  ).toBe('name    role\n林夏    staff\n陳小安  student');
});

test('a table without rows is empty', () => {
  expect(textTable([])).toBe('');
});
