import { expect, test } from 'vitest';
import { readSentFilter } from './read-sent-filter';

const limits = { now: new Date('2026-11-30T04:00:00Z'), timeZone: 'Asia/Taipei', keptDays: 30 };
const read = (asked: Parameters<typeof readSentFilter>[0]) => {
  const result = readSentFilter(asked, limits);
  return result.ok ? result.value : result.code;
};

test('without a filter all messages of the usual days are asked for', () => {
  expect(read({})).toMatchObject({ days: { to: '2026-11-30' }, state: null, recipient: null, before: null });
  expect(read({ state: '', recipient: ' ' })).toMatchObject({ state: null, recipient: null });
});

test('a text of an input method is searched for as it would stand in an address', () => {
  expect(read({ recipient: 'ａｍｙ＠example.org' })).toMatchObject({ recipient: 'amy@example.org' });
  expect(read({ recipient: '%' })).toMatchObject({ recipient: '%' });
});

test.each([
  [{ state: 'lost' }, 'log_filter.state'],
  [{ state: ['sent', 'bounced'] }, 'log_filter.state'],
  [{ recipient: ['a', 'b'] }, 'log_filter.text'],
  [{ recipient: 'a'.repeat(321) }, 'log_filter.text'],
  [{ recipient: 'a\0b' }, 'log_filter.text'],
  [{ before: '1000' }, 'log_filter.page'],
  [{ from: '2016-11-30' }, 'log_filter.too_early'],
  [{ from: '2026-02-31' }, 'log_filter.day'],
])('A104 %j is refused as %s', (asked, code) => {
  expect(read(asked)).toBe(code);
});
