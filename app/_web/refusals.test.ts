import { expect, test } from 'vitest';
import { retryAfterSecondsOf, statusOf } from './refusals';

test('who has to wait is told for how long, as the refusal says it, and who came too often when it is no use', () => {
  expect(statusOf('throttle.wait')).toBe(429);
  expect(retryAfterSecondsOf('throttle.wait', { seconds: 256, wait: 5, unit: 'minutes' })).toBe(256);
  expect(statusOf('throttle.closed')).toBe(429);
  expect(retryAfterSecondsOf('throttle.closed')).toBe(86_400);
});

test('a refusal that no waiting helps names no time', () => {
  expect(retryAfterSecondsOf('proof.stale')).toBeUndefined();
});
