import { expect, test } from 'vitest';
import { numberServices, type ServiceOutcome } from './service-outcome';
import { timelineOf } from './timeline-of';

const at = (second: number) => new Date(Date.UTC(2026, 9, 1, 8, 0, second));

const CHANGE = { id: 'change', number: '7KQ2-M4XD', mailboxId: 'mailbox', version: 2, changedAt: at(0) };
const WAITING: ServiceOutcome = {
  deliveryId: 'one',
  service: 'mail_server',
  state: 'waiting',
  writtenAt: null,
  withdrawnFirstAt: null,
  withdrawnAt: null,
  connectionsEndedAt: null,
  connectionsEnded: 0,
  inForceAt: null,
  probe: null,
  probedAt: null,
  failure: null,
  waitsFor: null,
  nth: null,
};
const IN_FORCE: ServiceOutcome = {
  ...WAITING,
  state: 'in_force',
  withdrawnAt: at(2),
  connectionsEndedAt: at(3),
  connectionsEnded: 2,
  inForceAt: at(3),
};

type TimelineFacts = Parameters<typeof timelineOf>[0];
const steps = (services: ServiceOutcome[], wishes: Partial<TimelineFacts> = {}) =>
  timelineOf({ change: CHANGE, services, reinstatement: null, replacedBy: null, ...wishes });
const names = (...given: Parameters<typeof steps>) => steps(...given).map(({ name }) => name);

test('the steps of all services are one list by time, and those under way are its end', () => {
  const directory = { ...WAITING, service: 'directory', state: 'written', writtenAt: at(1) } as const;
  const google = {
    ...WAITING,
    service: 'google',
    state: 'in_force',
    writtenAt: at(2),
    connectionsEndedAt: at(4),
  } as const;
  expect(steps([google, directory, IN_FORCE])).toMatchObject([
    { name: 'saved', at: at(0), state: 'done' },
    { name: 'in_directory', at: at(1) },
    { name: 'at_google', at: at(2) },
    { name: 'withdrawn', at: at(2) },
    { name: 'ended', at: at(3), count: 2 },
    { name: 'google_signed_out', at: at(4) },
    { name: 'google_not_tried', at: null, state: 'not_done' },
    { name: 'signing_in', at: null, state: 'under_way' },
  ]);
});

test('a step that was not done is not listed', () => {
  expect(names([WAITING])).toEqual(['saved', 'telling']);
  expect(names([{ ...WAITING, waitsFor: 'directory' }])).toEqual(['saved']);
  expect(names([{ ...WAITING, state: 'retrying' }])).toEqual(['saved', 'delayed']);
  expect(names([{ ...WAITING, withdrawnFirstAt: at(1) }])).toEqual(['saved', 'withdrawn', 'withdrawing_again']);
});

test('a sign-in is listed as what it was: real or simulated, accepted, refused or not tried', () => {
  const probed = (probe: ServiceOutcome['probe'], service: 'mail_server' | 'simulated' = 'mail_server') =>
    steps([{ ...IN_FORCE, service, probe, probedAt: at(5) }]).at(-1);
  expect(probed('accepted')).toMatchObject({ name: 'sign_in_accepted', at: at(5), state: 'done' });
  expect(probed('refused')).toMatchObject({ name: 'sign_in_refused', state: 'failed' });
  expect(probed('not_tried')).toMatchObject({ name: 'sign_in_not_tried', state: 'not_done' });
  expect(probed('accepted', 'simulated')).toMatchObject({ name: 'simulated_accepted' });
  expect(names([{ ...IN_FORCE, service: 'simulated' }])).toEqual(['saved', 'simulated_signing_in']);
});

test('a restored mailbox has the end of its suspension in the list', () => {
  const reinstatement = { liftedAt: at(4), inForceAt: at(5) };
  const probe = { probe: 'accepted', probedAt: at(6) } as const;
  expect(names([{ ...IN_FORCE, ...probe }], { reinstatement })).toEqual([
    'saved',
    'withdrawn',
    'ended',
    'lifted',
    'restored',
    'sign_in_accepted',
  ]);
});

test('nothing is under way for a password that was replaced', () => {
  expect(names([{ ...IN_FORCE, state: 'superseded' }], { replacedBy: 'later' })).toEqual([
    'saved',
    'withdrawn',
    'ended',
  ]);
});

test('the steps at two mail servers are told apart', () => {
  const [first, second] = numberServices([IN_FORCE, { ...IN_FORCE, deliveryId: 'two' }]);
  expect(steps([first, second] as ServiceOutcome[]).map(({ name, nth }) => `${name} ${nth}`)).toEqual([
    'saved null',
    'withdrawn 1',
    'withdrawn 2',
    'ended 1',
    'ended 2',
    'signing_in 1',
    'signing_in 2',
  ]);
  expect(numberServices([IN_FORCE])).toEqual([IN_FORCE]);
});
