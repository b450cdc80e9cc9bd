import { expect, test } from 'vitest';
import { addDays, dayOf } from './day-of';

test.each([
  ['2026-11-30T15:59:59.999Z', 'Asia/Taipei', '2026-11-30'],
  ['2026-11-30T16:00:00.000Z', 'Asia/Taipei', '2026-12-01'],
  ['2026-03-29T00:59:00.000Z', 'Europe/Berlin', '2026-03-29'],
  ['2026-01-01T00:00:00.000Z', 'UTC', '2026-01-01'],
])('%s in %s is on %s', (moment, timeZone, day) => {
  expect(dayOf(new Date(moment), timeZone)).toBe(day);
});

test.each([
  ['2026-11-30', 1, '2026-12-01'],
  ['2026-03-01', -1, '2026-02-28'],
  ['2024-03-01', -1, '2024-02-29'],
  ['2027-01-03', -6, '2026-12-28'],
  ['2026-11-30', 0, '2026-11-30'],
])('%s and %i days is %s', (day, count, result) => {
  expect(addDays(day, count)).toBe(result);
});
