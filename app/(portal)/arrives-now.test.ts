import { expect, test } from 'vitest';
import type { MemberRequest } from '@/lib/runtime/runtime';
import { arrivesNow } from './arrives-now';

const SIGNED_IN = new Date('2026-11-30T01:27:00Z');

const request = (way: 'campus' | 'mailbox', secondsLater: number) =>
  ({
    session: { way, createdAt: SIGNED_IN },
    now: new Date(SIGNED_IN.getTime() + secondsLater * 1_000),
    config: { origins: ['https://portal.example'] },
  }) as unknown as MemberRequest;

test('only the page after a fresh sign-in by campus link is an arrival', () => {
  const arrival = request('campus', 2);
  expect(arrivesNow(arrival, 'https://portal.example/campus')).toBe(true);
  expect(arrivesNow(arrival, 'https://portal.example/campus?token=x')).toBe(true);
  for (const referer of [null, 'https://portal.example/', 'https://elsewhere.example/campus', '/campus']) {
    expect(arrivesNow(arrival, referer), String(referer)).toBe(false);
  }
  expect(arrivesNow(request('campus', 61), 'https://portal.example/campus')).toBe(false);
  expect(arrivesNow(request('mailbox', 2), 'https://portal.example/campus')).toBe(false);
});
