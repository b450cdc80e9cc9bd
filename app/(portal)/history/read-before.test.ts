import { expect, test } from 'vitest';
import { readBefore } from './read-before';

test.each([
  ['2026-11-30', 'Asia/Taipei', '2026-11-29T16:00:00.000Z'],
  ['2026-11-30', 'America/New_York', '2026-11-30T05:00:00.000Z'],
  ['2026-11-30T01:27:00.000Z', 'Asia/Taipei', '2026-11-30T01:27:00.000Z'],
  ['2026-11-30T01:27:00+08:00', 'America/New_York', '2026-11-29T17:27:00.000Z'],
  ['9999-12-31', 'Asia/Taipei', '9999-12-30T16:00:00.000Z'],
])('the history before %s of a campus in %s is that before %s', (text, timeZone, moment) => {
  expect(readBefore(text, timeZone)?.toISOString()).toBe(moment);
});

test.each([
  '',
  '1',
  'null',
  '2026-13-01',
  '2026-02-30',
  '2026-11-30T01:27:00',
  '0000-01-01',
  '9999-12-31T23:59:59-01:00',
])('A110 %j is no time', (text) => {
  expect(readBefore(text, 'Asia/Taipei')).toBeUndefined();
});

test('A110 a list of times is no time', () => {
  expect(readBefore(['2026-11-30'], 'Asia/Taipei')).toBeUndefined();
});
