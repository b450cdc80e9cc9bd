import { expect, test } from 'vitest';
import type { SignInSource } from '@/db/queries/access-log';
import { judgeSignIns } from './judge-sign-ins';
import type { Place } from './place-of';

const start = new Date('2026-11-24T00:00:00Z');
const day = (text: string) => new Date(`2026-${text}T12:00:00Z`);

const source = (country: string | null, first: string, last = first, count = 1): SignInSource => ({
  service: 'imap',
  program: null,
  network: '203.0.113.0/24',
  country,
  firstAt: day(first),
  lastAt: day(last),
  count,
  lastAddress: '203.0.113.7',
});

const judged = (sources: SignInSource[], own: Place[] = []) => {
  const { verdict, places } = judgeSignIns(sources, ({ country }) => country ?? 'unknown', {
    start,
    own: new Set(own),
  });
  return [verdict, places.map(({ place, isUsual }) => `${place}${isUsual ? '' : ' new'}`).join(', ')];
};

test.each([
  ['no sign-in at all', [], [], 'none', ''],
  ['none on the days asked for', [source('TW', '11-10')], [], 'none', ''],
  ['the country of the weeks before', [source('TW', '11-10', '11-25')], [], 'usual', 'TW'],
  ['another network of that country', [source('TW', '11-10'), source('TW', '11-25')], [], 'usual', 'TW'],
  [
    'a country not used before',
    [source('TW', '11-10', '11-25'), source('NL', '11-26')],
    [],
    'new_places',
    'NL new, TW',
  ],
  [
    'two countries not used before, the one with more sign-ins first',
    [source('TW', '11-10', '11-25'), source('NL', '11-26'), source('BR', '11-27', '11-28', 9)],
    [],
    'new_places',
    'BR new, NL new, TW',
  ],
  [
    'an address without a country',
    [source('TW', '11-10', '11-25'), source(null, '11-26')],
    [],
    'new_places',
    'unknown new, TW',
  ],
  ['the first week of a mailbox', [source('TW', '11-25')], [], 'no_comparison', 'TW new'],
  ['the first week, where the person was', [source('TW', '11-25')], ['TW'], 'usual', 'TW'],
  ['the first week, elsewhere', [source('NL', '11-25')], ['TW'], 'new_places', 'NL new'],
  ['a country where the person was', [source('TW', '11-10'), source('JP', '11-25')], ['JP'], 'usual', 'JP'],
  ['a country that was left', [source('TW', '11-10'), source('NL', '11-12'), source('TW', '11-25')], [], 'usual', 'TW'],
] as const)('%s: %#', (_, sources, own, verdict, places) => {
  expect(judged([...sources], [...own])).toEqual([verdict, places]);
});

test('a sign-in at the first moment of the days is one of them', () => {
  expect(judged([{ ...source('NL', '11-25'), firstAt: start, lastAt: start }])).toEqual(['no_comparison', 'NL new']);
});

test('the use of a place spans all its sources', () => {
  const { places } = judgeSignIns([source('TW', '11-10', '11-25', 3), source('TW', '11-09', '11-26', 4)], () => 'TW', {
    start,
    own: new Set(),
  });
  expect(places).toEqual([{ place: 'TW', count: 7, firstAt: day('11-09'), lastAt: day('11-26'), isUsual: true }]);
});
