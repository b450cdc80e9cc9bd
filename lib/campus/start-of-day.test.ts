import { expect, test } from 'vitest';
import { startOfDay } from './start-of-day';

test.each([
  ['2026-11-30', 'Asia/Taipei', '2026-11-29T16:00:00.000Z'],
  ['2024-02-29', 'Asia/Taipei', '2024-02-28T16:00:00.000Z'],
  ['1975-07-01', 'Asia/Taipei', '1975-06-30T15:00:00.000Z'],
  ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
  ['2026-10-26', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
  ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
  ['2018-02-18', 'America/Sao_Paulo', '2018-02-18T03:00:00.000Z'],
  ['0001-01-01', 'UTC', '0001-01-01T00:00:00.000Z'],
  ['0999-12-31', 'UTC', '0999-12-31T00:00:00.000Z'],
  ['2026-01-01', 'UTC', '2026-01-01T00:00:00.000Z'],
])('%s begins in %s at %s', (day, timeZone, moment) => {
  expect(startOfDay(day, timeZone).toISOString()).toBe(moment);
});
