import { expect, test } from 'vitest';
import { ALL_ACCESS_TYPES, USUAL_ACCESS_TYPES } from './access-types';
import { writeCursor } from './cursor';
import { type AccessQuery, readAccessFilter } from './read-access-filter';

const limits = { now: new Date('2026-11-30T08:00:00Z'), timeZone: 'Asia/Taipei', keptDays: 30 };
const read = (query: AccessQuery) => readAccessFilter(query, limits);

test('without a query it is today and the 6 days before, of every address, without the mail that arrived', () => {
  expect(read({})).toMatchObject({
    ok: true,
    value: { from: '2026-11-24', to: '2026-11-30', types: USUAL_ACCESS_TYPES, network: null, after: null },
  });
});

test.each([
  ['203.0.113.7', '203.0.113.7/32'],
  [' 203.0.113.7 ', '203.0.113.7/32'],
  ['203.0.113.0/24', '203.0.113.0/24'],
  ['2001:DB8::/32', '2001:db8::/32'],
  ['2001:db8:0:0::1', '2001:db8::1/128'],
])('the address %j is %s', (address, network) => {
  expect(read({ address })).toMatchObject({ ok: true, value: { network } });
});

test.each([
  ['an address that is a wildcard', { address: '%' }, 'log_filter.address'],
  ['an address that is cut', { address: '203.0.113.' }, 'log_filter.address'],
  ['an address with digits of another script', { address: '２０３.0.113.7' }, 'log_filter.address'],
  ['a range with bits behind its prefix', { address: '203.0.113.7/24' }, 'log_filter.address'],
  ['an address twice', { address: ['203.0.113.7', '203.0.113.8'] }, 'log_filter.address'],
  ['an address of a kilobyte', { address: '1'.repeat(1024) }, 'log_filter.address'],
  ['an address with a statement', { address: "'; drop table mailboxes; --" }, 'log_filter.address'],
  ['no type at all', { chosen: '1' }, 'log_filter.types'],
  ['a numbered page', { page: '1000' }, 'log_filter.page'],
  ['a place that there is not', { after: '1000' }, 'log_filter.page'],
  ['a place with a statement', { after: "1764500000000-e1' or '1'='1" }, 'log_filter.page'],
  ['a day that there is not', { from: '2026-02-31' }, 'log_filter.day'],
  ['an end before the start', { from: '2026-11-29', to: '2026-11-28' }, 'log_filter.order'],
  ['ten years', { from: '2016-11-30', to: '2026-11-30' }, 'log_filter.too_early'],
])('A104 %s gets a sentence', (_, query, code) => {
  expect(read(query)).toMatchObject({ ok: false, code });
});

test('types are those that were chosen, in their own order', () => {
  expect(read({ chosen: '1', imap_login: '1' })).toMatchObject({ value: { types: ['imap_login'] } });
  expect(read({ chosen: '1', pop3_login: '1', login_failed: '1' })).toMatchObject({
    value: { types: ['login_failed', 'pop3_login'] },
  });
  expect(read({ imap_login: '1' })).toMatchObject({ value: { types: USUAL_ACCESS_TYPES } });
  const all = Object.fromEntries(ALL_ACCESS_TYPES.map((type) => [type, '1']));
  expect(read({ chosen: '1', ...all, password: '1' } as AccessQuery)).toMatchObject({
    value: { types: ALL_ACCESS_TYPES },
  });
});

test.each([
  { at: new Date('2026-11-29T01:02:03.004Z'), is: 'event', id: 12_345 },
  { at: new Date('2026-11-29T01:02:03.004Z'), is: 'failure', key: '0123456789abcdef0123456789abcdef' },
] as const)('the place of %j is read as it was written', (cursor) => {
  expect(read({ after: writeCursor(cursor) })).toMatchObject({ value: { after: cursor } });
});
