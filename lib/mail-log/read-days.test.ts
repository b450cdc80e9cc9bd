import { expect, test } from 'vitest';
import { allKeptDays, listDays, readDays } from './read-days';

/** In the small hours of 30 November on campus; in London it is the day before. */
const limits = { now: new Date('2026-11-29T17:30:00Z'), timeZone: 'Asia/Taipei', keptDays: 30 };
const daysOf = (from?: unknown, to?: unknown) => {
  const read = readDays({ from, to }, limits);
  return read.ok ? [read.value.from, read.value.to] : read.code;
};

test.each([
  [undefined, undefined, '2026-11-24', '2026-11-30'],
  ['', '', '2026-11-24', '2026-11-30'],
  ['2026-11-30', '2026-11-30', '2026-11-30', '2026-11-30'],
  ['2026-11-01', undefined, '2026-11-01', '2026-11-07'],
  ['2026-11-28', undefined, '2026-11-28', '2026-11-30'],
  [undefined, '2026-11-20', '2026-11-14', '2026-11-20'],
  [undefined, '2026-11-02', '2026-11-01', '2026-11-02'],
  ['2026-11-01', '2026-11-30', '2026-11-01', '2026-11-30'],
])('from %j to %j is %s to %s', (from, to, first, last) => {
  expect(daysOf(from, to)).toEqual([first, last]);
});

test.each([
  ['2026-11-30', '2026-11-29', 'log_filter.order'],
  ['2016-11-30', '2026-11-30', 'log_filter.too_early'],
  ['2026-10-31', undefined, 'log_filter.too_early'],
  [undefined, '2026-10-31', 'log_filter.too_early'],
  ['0001-01-01', undefined, 'log_filter.too_early'],
  ['2026-12-01', undefined, 'log_filter.future'],
  ['2026-12-01', '2026-12-02', 'log_filter.future'],
  ['2026-11-30', '9999-12-31', 'log_filter.future'],
  ['2026-02-31', undefined, 'log_filter.day'],
  ['2026-11-31', undefined, 'log_filter.day'],
  ['2026-13-01', undefined, 'log_filter.day'],
  ['0000-01-01', undefined, 'log_filter.day'],
  ['%', undefined, 'log_filter.day'],
  ['２０２６-１１-３０', undefined, 'log_filter.day'],
  ['٢٠٢٦-١١-٣٠', undefined, 'log_filter.day'],
  ['2026/11/30', undefined, 'log_filter.day'],
  ['2026-11-30T00:00:00Z', undefined, 'log_filter.day'],
  ['today', undefined, 'log_filter.day'],
  [' 2026-11-30', undefined, 'log_filter.day'],
  [['2026-11-29', '2026-11-30'], undefined, 'log_filter.day'],
  [undefined, "2026-11-30' or 1=1", 'log_filter.day'],
])('A104 from %j to %j is refused as %s', (from, to, code) => {
  expect(daysOf(from, to)).toBe(code);
});

test('A104 the range is half open: from midnight on campus to the midnight after its last day', () => {
  const read = readDays({ from: '2026-11-29', to: '2026-11-30' }, limits);
  expect(read.ok && [read.value.start.toISOString(), read.value.end.toISOString()]).toEqual([
    '2026-11-28T16:00:00.000Z',
    '2026-11-30T16:00:00.000Z',
  ]);
});

test('A104 a day of 23 hours is one day', () => {
  const spring = { now: new Date('2026-03-30T12:00:00Z'), timeZone: 'Europe/Berlin', keptDays: 30 };
  const read = readDays({ from: '2026-03-29', to: '2026-03-29' }, spring);
  expect(read.ok && read.value.end.getTime() - read.value.start.getTime()).toBe(23 * 3_600_000);
});

test('with a shorter retention than a week, the usual range is what is kept', () => {
  const read = readDays({}, { ...limits, keptDays: 3 });
  expect(read.ok && [read.value.from, read.value.to]).toEqual(['2026-11-28', '2026-11-30']);
});

test('all kept days are listed, the first one first', () => {
  const days = listDays(allKeptDays(limits));
  expect([days.length, days[0], days.at(-1)]).toEqual([30, '2026-11-01', '2026-11-30']);
});
