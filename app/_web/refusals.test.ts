import { expect, test } from 'vitest';
import { REFUSAL_CODES } from '@/lib/refusal-codes';
import { retryAfterSecondsOf, statusOf, webRefusalOf } from './refusals';

test('a throttled request gets Retry-After: the seconds of the refusal, or a day once way 2 is closed', () => {
  expect(statusOf('throttle.wait')).toBe(429);
  expect(retryAfterSecondsOf('throttle.wait', { seconds: 256, wait: 5, unit: 'minutes' })).toBe(256);
  expect(statusOf('throttle.closed')).toBe(429);
  expect(retryAfterSecondsOf('throttle.closed')).toBe(86_400);
});

test('a refusal that waiting does not resolve has no Retry-After', () => {
  expect(retryAfterSecondsOf('proof.stale')).toBeUndefined();
});

test('only a suspended mailbox leads to the form that restores one; any other refusal leads to the choice of forms', () => {
  const toRestoring = REFUSAL_CODES.filter((code) => webRefusalOf(code).steps.includes('paperForm'));
  expect(toRestoring).toEqual(['mailbox.suspended_emergency', 'announcement.none']);
  expect(webRefusalOf('throttle.closed').steps).toEqual(['signInByCampus', 'paperForms']);
});
