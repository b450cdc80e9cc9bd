import { expect, test } from 'vitest';
import { readDigits } from './read-digits';

test.each(['012345', ' 012345 ', '012 345', '0 1 2 3 4 5', '０１２３４５', '０１２　３４５', '01２3４5\n'])(
  'six digits are read as a person may type them: %j',
  (typed) => expect(readDigits(typed)).toBe('012345'),
);

test.each([
  '',
  ' ',
  '01234',
  '0123456',
  '01234a',
  '-12345',
  '1e5',
  '0x1234',
  '٠١٢٣٤٥',
  '一二三四五六',
  '012345,012345',
  '012345\0',
  `012345${' '.repeat(100)}`,
])('anything else is no answer: %j', (typed) => expect(readDigits(typed)).toBeUndefined());
