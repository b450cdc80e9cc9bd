import { beforeAll, expect, test } from 'vitest';
import { installRuntime, type Runtime } from '@/lib/runtime/runtime';
import { momentsIn } from './moments';

const MOMENT = new Date('2026-11-30T01:27:05Z');
const MIDNIGHT = new Date('2026-11-29T16:00:00Z');

beforeAll(() => installRuntime({ config: { campus: { timeZone: 'Asia/Taipei' } } } as Runtime));

test('a date has one form in Chinese', () => {
  const { moment, exact, date, day, clock, exactClock } = momentsIn('zh-Hant-TW');
  expect(moment(MOMENT)).toBe('2026/11/30 09:27');
  expect(moment(MIDNIGHT)).toBe('2026/11/30 00:00');
  expect(exact(MOMENT)).toBe('2026/11/30 09:27:05');
  expect(date(MOMENT)).toBe('2026/11/30');
  expect(day('2026-03-01')).toBe('2026/03/01');
  expect(clock(MOMENT)).toBe('09:27');
  expect(exactClock(MOMENT)).toBe('09:27:05');
});

test('a date has one form in English', () => {
  const { moment, exact, date, day, clock, exactClock } = momentsIn('en');
  expect(moment(MOMENT)).toBe('30 Nov 2026, 09:27');
  expect(exact(MOMENT)).toBe('30 Nov 2026, 09:27:05');
  expect(date(MOMENT)).toBe('30 Nov 2026');
  expect(day('2026-03-01')).toBe('1 Mar 2026');
  expect(clock(MOMENT)).toBe('09:27');
  expect(exactClock(MOMENT)).toBe('09:27:05');
});

test('a duration is given in its largest whole unit', () => {
  const english = momentsIn('en').duration;
  const chinese = momentsIn('zh-Hant-TW').duration;
  const minute = 60_000;
  expect([1_000, 119_000, 2 * minute, 311_000, 90 * minute, 150 * minute, 49 * 60 * minute].map(english)).toEqual([
    '1 second',
    '119 seconds',
    '2 minutes',
    '5 minutes',
    '90 minutes',
    '3 hours',
    '2 days',
  ]);
  expect([45_000, 311_000, 3 * 60 * minute].map(chinese)).toEqual(['45 秒', '5 分鐘', '3 小時']);
});

test('a time of another day has its date, in the time zone of the campus', () => {
  const { exactSince } = momentsIn('en');
  expect(exactSince(MOMENT, MIDNIGHT)).toBe('09:27:05');
  expect(exactSince(MOMENT, new Date(MIDNIGHT.getTime() - 1))).toBe('30 Nov 2026, 09:27:05');
});
