import { expect, test } from 'vitest';
import type { Progress } from './read-progress';
import type { ServiceOutcome } from './service-outcome';
import { verdictOf } from './verdict-of';

const at = new Date(Date.UTC(2026, 9, 1, 8));

const MAIL_SERVER: ServiceOutcome = {
  deliveryId: 'one',
  service: 'mail_server',
  state: 'in_force',
  writtenAt: at,
  withdrawnFirstAt: null,
  withdrawnAt: at,
  connectionsEndedAt: at,
  connectionsEnded: 0,
  inForceAt: at,
  probe: 'accepted',
  probedAt: at,
  failure: null,
  waitsFor: null,
  nth: null,
};
const GOOGLE: ServiceOutcome = { ...MAIL_SERVER, service: 'google', probe: null, probedAt: null };

function progress(services: Partial<ServiceOutcome>[], wishes: Partial<Progress> = {}): Progress {
  const change = { id: 'change', number: '7KQ2-M4XD', mailboxId: 'mailbox', version: 2, changedAt: at };
  return {
    change,
    deliveries: [],
    services: services.map((service) => ({ ...MAIL_SERVER, ...service })),
    reinstatement: null,
    isReinstating: false,
    replacedBy: null,
    newestNumber: null,
    isSettled: false,
    digest: '',
    ...wishes,
  };
}

const RESTORING = { reinstatement: { liftedAt: null, inForceAt: null }, isReinstating: true };

test('only a real sign-in at a mail server proves a password', () => {
  expect(verdictOf(progress([{}]), 'active')).toBe('proved');
  for (const probe of [null, 'not_tried', 'lost', 'unreachable'] as const) {
    expect(verdictOf(progress([{ probe }]), 'active'), String(probe)).toBe('in_force');
  }
  expect(verdictOf(progress([GOOGLE]), 'active')).toBe('in_force');
  expect(verdictOf(progress([{ service: 'simulated' }]), 'active')).toBe('in_force');
});

test('a change is not done while one service waits, and is delayed when one has failed', () => {
  expect(verdictOf(progress([{}, { ...GOOGLE, state: 'waiting' }]), 'active')).toBe('in_progress');
  expect(verdictOf(progress([{}, { ...GOOGLE, state: 'retrying' }]), 'active')).toBe('delayed');
  expect(verdictOf(progress([{ probe: 'refused' }]), 'active')).toBe('refused');
});

test('a password that no mail server was told of is stored, and not in force', () => {
  expect(verdictOf(progress([{ state: 'stored', probe: null }]), 'active')).toBe('stored');
  expect(verdictOf(progress([]), 'active')).toBe('stored');
});

test('a suspended mailbox is being restored by its change, restored by it, or suspended in spite of it', () => {
  expect(verdictOf(progress([{ state: 'lifting' }], RESTORING), 'suspended_warning')).toBe('restoring');
  expect(verdictOf(progress([{ state: 'retrying' }], RESTORING), 'suspended_warning')).toBe('delayed');
  const restored = { reinstatement: { liftedAt: at, inForceAt: at } };
  expect(verdictOf(progress([{}], restored), 'active')).toBe('restored');
  expect(verdictOf(progress([{}]), 'suspended_warning')).toBe('suspended');
  expect(verdictOf(progress([{}], restored), 'suspended_emergency')).toBe('suspended');
});

test('a password that a later one replaced is that and nothing else', () => {
  const replaced = { replacedBy: 'later', newestNumber: 'GN7J-NGGT' };
  expect(verdictOf(progress([{ state: 'superseded' }], replaced), 'active')).toBe('replaced');
  expect(verdictOf(progress([{}], replaced), 'suspended_warning')).toBe('replaced');
});
