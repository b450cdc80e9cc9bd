import { expect, test } from 'vitest';
import type { MemberContext } from '@/lib/context';
import { isOwner, isOwnerOfSession, ownerOf, ownerOfSession } from './form-owner';

function member(id: string, { limitedTo = null as string | null, sessionId = 's1', secret = 'x'.repeat(32) } = {}) {
  return { config: { secret }, person: { id }, session: { id: sessionId, limitedTo } } as unknown as MemberContext;
}

test('A109 a form belongs to its person in each of their sessions, and to no other person', () => {
  const owner = ownerOf(member('p1'));
  expect(owner).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(isOwner(member('p1', { sessionId: 's2' }), owner)).toBe(true);
  expect(isOwner(member('p2'), owner)).toBe(false);
  // A session opened with a shared password is not its custodian's.
  expect(isOwner(member('p1', { limitedTo: 'm1' }), owner)).toBe(false);
  expect(isOwner(member('p1', { secret: 'y'.repeat(32) }), owner)).toBe(false);
  for (const forged of ['', 'p1', `${owner}=`, owner.toLowerCase()]) expect(isOwner(member('p1'), forged)).toBe(false);
});

test('A109 the form of a refused page belongs to its session', () => {
  const owner = ownerOfSession(member('p1'), 's1');
  expect(isOwnerOfSession(member('p1'), 's1', owner)).toBe(true);
  expect(isOwner(member('p1', { sessionId: 's1' }), owner)).toBe(true);
  expect(isOwner(member('p1', { sessionId: 's2' }), owner)).toBe(false);
  expect(isOwnerOfSession(member('p1'), 's1', ownerOf(member('p1')))).toBe(false);
});
