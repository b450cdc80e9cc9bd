import { expect, test } from 'vitest';
import { nextTry } from './next-try';

const at = (time: string) => new Date(`2026-11-30T${time}Z`);

test.each([
  ['a first try at once is repeated after five minutes', '09:00:00', '09:00:01', '09:05:01'],
  ['later tries wait as long as the message is old', '09:00:00', '09:20:00', '09:40:00'],
  ['but not longer than 4,000 seconds', '01:00:00', '09:00:00', '10:06:40'],
  ['a clock that went back does not shorten the wait', '09:00:05', '09:00:00', '09:05:00'],
])('%s', (_, accepted, last, next) => {
  const found = nextTry({ acceptedAt: at(accepted), lastTryAt: at(last) }, at(last));
  expect(found.at).toEqual(at(next));
});

test('a message is tried for five days, and a try that is overdue is due now', () => {
  const found = nextTry({ acceptedAt: at('09:00:00'), lastTryAt: at('09:00:01') }, at('12:00:00'));
  expect(found).toEqual({ at: at('12:00:00'), until: new Date('2026-12-05T09:00:00Z') });
});
