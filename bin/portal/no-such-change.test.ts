import { expect, test } from 'vitest';
import { noSuchChange } from './no-such-change';

test.each(['7KQ2-M4XD', '7kq2m4xd', '01a205ba-01cf-4059-8e33-1994be954fa6'])('no change has the number %s', (given) => {
  expect(noSuchChange(given)).toBe(`There is no change with the number ${given}.`);
});

test.each(['7KQ2-M4X', '7KQO-M4XD', 'linxia@mx.example', ''])('"%s" cannot be the number of a change', (given) => {
  expect(noSuchChange(given)).toBe(
    `"${given}" is not a change number: that has eight characters, such as 7KQ2-M4XD, and none of 0, 1, I, L, O and U.`,
  );
});
