import { expect, test } from 'vitest';
import { verdictOf } from './verdict-of';

const verdict = (states: ('sent' | 'deferred' | 'bounced' | 'expired')[], more = {}) =>
  verdictOf({
    recipientHistories: states.map((state) => ({ recipient: state, state, tries: [], next: null })),
    heldAt: null,
    endedAt: null,
    ...more,
  });

test('one recipient who did not get it counts more than all who did', () => {
  expect(verdict(['sent', 'bounced', 'expired', 'deferred'])).toEqual({
    heading: 'headingFailed',
    sign: 'warning',
    count: 2,
  });
  expect(verdict(['expired'])).toMatchObject({ heading: 'headingOneFailed' });
});

test('a message is delivered only when every recipient has it', () => {
  expect(verdict(['sent', 'deferred'])).toMatchObject({ heading: 'headingWaiting', sign: 'info' });
  expect(verdict(['sent', 'sent'])).toEqual({ heading: 'headingSent', sign: 'done', count: 2 });
  expect(verdict(['sent'])).toMatchObject({ heading: 'headingOneSent' });
});

test('a message on hold says so until it ends', () => {
  expect(verdict([], { heldAt: new Date() })).toMatchObject({ heading: 'held' });
  expect(verdict([])).toMatchObject({ heading: 'headingQueued' });
  expect(verdict(['sent'], { heldAt: new Date(), endedAt: new Date() })).toMatchObject({ heading: 'headingOneSent' });
});
