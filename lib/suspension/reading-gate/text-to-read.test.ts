import { expect, test } from 'vitest';
import { leastReadingMs } from './text-to-read';

test('reading takes a second for 60 characters, at least five seconds and at most thirty', () => {
  expect([0, 300, 301, 900, 1_800, 20_000].map(leastReadingMs)).toEqual([
    5_000, 5_000, 5_016.666666666667, 15_000, 30_000, 30_000,
  ]);
});
