import { expect, test } from 'vitest';
import { hours } from '@/lib/clock';
import { createLogClock } from './log-clock';

const clockOf = (reference: string, timeZone: string) => createLogClock({ reference: new Date(reference), timeZone });
const at = (ms: number): string => new Date(ms).toISOString();

test('the year of a classic time is the last one in which it is not after the reference', () => {
  const clock = clockOf('2027-01-02T12:00:00Z', 'Asia/Taipei');
  expect(at(clock.toUtc(undefined, 11, 31, hours(23)))).toBe('2026-12-31T15:00:00.000Z');
  expect(at(clock.toUtc(undefined, 0, 1, hours(8)))).toBe('2027-01-01T00:00:00.000Z');
  // Clocks differ: the log may be a little ahead.
  expect(at(clock.toUtc(undefined, 0, 3, hours(8)))).toBe('2027-01-03T00:00:00.000Z');
  expect(at(clock.toUtc(undefined, 0, 9, hours(8)))).toBe('2026-01-09T00:00:00.000Z');
});

test('29 February belongs to the last leap year, 31 February to none', () => {
  const clock = clockOf('2026-11-30T00:00:00Z', 'UTC');
  expect(at(clock.toUtc(undefined, 1, 29, 0))).toBe('2024-02-29T00:00:00.000Z');
  expect(clock.toUtc(undefined, 1, 31, 0)).toBeNaN();
  expect(clock.toUtc(2026, 3, 31, 0)).toBeNaN();
});

test('daylight saving: an hour that occurs twice is the second one once the first has passed', () => {
  const clock = clockOf('2026-11-30T00:00:00Z', 'Europe/Berlin');
  const read = (time: number) => at(clock.toUtc(undefined, 9, 25, time));
  expect(read(hours(1.5))).toBe('2026-10-24T23:30:00.000Z');
  expect(read(hours(2.5))).toBe('2026-10-25T00:30:00.000Z');
  expect(read(hours(2.9))).toBe('2026-10-25T00:54:00.000Z');
  expect(read(hours(2.1))).toBe('2026-10-25T01:06:00.000Z');
  expect(read(hours(2.9))).toBe('2026-10-25T01:54:00.000Z');
  expect(read(hours(3))).toBe('2026-10-25T02:00:00.000Z');
});

test('daylight saving: an hour that does not occur has the offset from before', () => {
  const clock = clockOf('2026-11-30T00:00:00Z', 'Europe/Berlin');
  expect(at(clock.toUtc(undefined, 2, 29, hours(1.5)))).toBe('2026-03-29T00:30:00.000Z');
  expect(at(clock.toUtc(undefined, 2, 29, hours(2.5)))).toBe('2026-03-29T01:30:00.000Z');
  expect(at(clock.toUtc(undefined, 2, 29, hours(3.5)))).toBe('2026-03-29T01:30:00.000Z');
});

test('a zone without daylight saving, and one with half an hour', () => {
  expect(at(clockOf('2026-11-30T00:00:00Z', 'Asia/Taipei').toUtc(undefined, 6, 1, hours(8)))).toBe(
    '2026-07-01T00:00:00.000Z',
  );
  expect(at(clockOf('2026-11-30T00:00:00Z', 'Asia/Kolkata').toUtc(undefined, 6, 1, hours(8)))).toBe(
    '2026-07-01T02:30:00.000Z',
  );
});
