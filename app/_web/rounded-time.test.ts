import { expect, test } from 'vitest';
import { withRoundedTime } from './rounded-time';

test('a span of seconds is given in the largest unit of which there are two', () => {
  const rounded = (ageSeconds: number) => {
    const { count, unit } = withRoundedTime({ ageSeconds });
    return `${count} ${unit}`;
  };
  expect([1, 119, 120, 311, 7_199, 7_200, 172_799, 172_800].map(rounded)).toEqual([
    '1 seconds',
    '119 seconds',
    '2 minutes',
    '5 minutes',
    '120 minutes',
    '2 hours',
    '48 hours',
    '2 days',
  ]);
  expect(withRoundedTime({ aheadSeconds: 31 })).toMatchObject({ count: 31, unit: 'seconds' });
});

test('a detail without a span stays as it is', () => {
  expect(withRoundedTime({ address: 'a@example.org' })).toEqual({ address: 'a@example.org' });
});
