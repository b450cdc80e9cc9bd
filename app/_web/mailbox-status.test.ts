import { expect, test } from 'vitest';
import type { Mailbox } from '@/lib/mailbox/list-own-mailboxes';
import { mailboxStatus, mostUrgent } from './mailbox-status';

const mailbox = (id: string, state: Mailbox['state'] = 'active'): Mailbox => ({
  id,
  address: `${id}@mx.example`,
  system: 'mx',
  kind: 'personal',
  state,
  version: 1,
  passwordChangedAt: null,
});

const NOW = new Date('2026-11-30T01:27:00Z');
const NOTHING = { reinstatements: new Map(), changes: new Map() };
const change = { mailboxId: 'a', changeId: 'c1', changedAt: NOW, isStuck: false };

test('each state of a mailbox has the next step that leads on', () => {
  const stepOf = (state: Mailbox['state']) => mailboxStatus(mailbox('a', state), NOTHING).step?.href;
  expect(stepOf('active')).toBe('/mailboxes/a@mx.example/password');
  expect(stepOf('suspended_warning')).toBe('/mailboxes/a@mx.example/announcement');
  expect(stepOf('suspended_emergency')).toBe('/mailboxes/a@mx.example/announcement');
  expect(stepOf('closed')).toBeUndefined();
});

test('a change under way leads to its result, and no longer once the mailbox is restored', () => {
  const result = '/mailboxes/a@mx.example/password/changes/c1';
  const changing = mailboxStatus(mailbox('a'), { ...NOTHING, changes: new Map([['a', change]]) });
  expect(changing).toMatchObject({ state: 'changing', step: { href: result } });
  const restoring = (inForceAt: Date | null) =>
    mailboxStatus(mailbox('a'), { ...NOTHING, reinstatements: new Map([['a', { changeId: 'c1', inForceAt }]]) });
  expect(restoring(null)).toMatchObject({ state: 'reinstating', step: { href: result } });
  expect(restoring(NOW)).toMatchObject({ state: 'active', step: { name: 'set' } });
});

test('the first of the most urgent mailboxes is the one to act on', () => {
  const urgent = (...states: Mailbox['state'][]) =>
    mostUrgent(states.map((state, at) => mailboxStatus(mailbox(`m${at}`, state), NOTHING)));
  expect(urgent('active', 'active')).toBe(0);
  expect(urgent('active', 'suspended_warning', 'active')).toBe(1);
  expect(urgent('suspended_warning', 'closed', 'suspended_emergency')).toBe(2);
});
