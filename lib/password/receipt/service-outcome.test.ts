import { expect, test } from 'vitest';
import type { RoutedDelivery } from '@/db/queries/delivery-progress';
import { isUndecided, mergeDeliveries, type Situation, serviceOutcomesOf } from './service-outcome';

const at = (second: number) => new Date(Date.UTC(2026, 9, 1, 8, 0, second));

const WAITING: RoutedDelivery = {
  id: 'own',
  target: 'ldap',
  targetKey: 'students',
  version: 2,
  writtenAt: null,
  flushedFirstAt: null,
  flushedAt: null,
  connectionsEndedAt: null,
  connectionsEnded: null,
  effectiveAt: null,
  supersededAt: null,
  probe: null,
  probedAt: null,
  lastFailure: null,
  nextAttemptAt: at(0),
};
const IN_FORCE = {
  writtenAt: at(1),
  flushedAt: at(2),
  connectionsEndedAt: at(2),
  connectionsEnded: 3,
  effectiveAt: at(2),
} satisfies Partial<RoutedDelivery>;

const situation = (wishes: Partial<Situation> = {}): Situation => ({
  now: at(5),
  changedAt: at(0),
  targets: {},
  isReplaced: false,
  isReinstating: false,
  reinstatedAt: null,
  ...wishes,
});
const outcomes = (delivery: Partial<RoutedDelivery>, wishes?: Partial<Situation>) =>
  serviceOutcomesOf({ ...WAITING, ...delivery }, situation(wishes));

test('a directory and the mail server behind it are two rows: the one is written, the other comes into force', () => {
  expect(outcomes(IN_FORCE)).toMatchObject([
    { service: 'directory', state: 'written', writtenAt: at(1), withdrawnAt: null, connectionsEndedAt: null },
    { service: 'mail_server', state: 'in_force', writtenAt: null, withdrawnAt: at(2), connectionsEnded: 3 },
  ]);
});

test('a directory that cannot be written to has failed, and the mail server waits for it', () => {
  const [directory, mailServer] = outcomes({ lastFailure: 'rights_refused', nextAttemptAt: at(9) });
  expect(directory).toMatchObject({
    state: 'retrying',
    failure: { reason: 'rights_refused', nextAttemptAt: at(9) },
  });
  expect(mailServer).toMatchObject({ state: 'waiting', waitsFor: 'directory', failure: null });
});

test('a mail server that does not answer after the directory was written has failed, and the directory has not', () => {
  expect(outcomes({ writtenAt: at(1), lastFailure: 'timed_out' })).toMatchObject([
    { service: 'directory', state: 'written', failure: null },
    { service: 'mail_server', state: 'retrying', waitsFor: null, failure: { reason: 'timed_out' } },
  ]);
});

test('Google and a mail server on this database are one row each', () => {
  expect(outcomes({ target: 'google' })).toMatchObject([{ service: 'google', state: 'waiting' }]);
  expect(outcomes({ target: 'dovecot-sql', ...IN_FORCE })).toMatchObject([
    { service: 'mail_server', state: 'in_force', writtenAt: at(1), inForceAt: at(2) },
  ]);
});

test('a simulated mail system is reported as simulated, and never as having ended connections', () => {
  const [row] = outcomes({ target: 'simulated', targetKey: 'simulated-mail-system', ...IN_FORCE });
  expect(row).toMatchObject({ service: 'simulated', state: 'in_force', writtenAt: at(1), inForceAt: at(2) });
  expect(row).toMatchObject({ withdrawnAt: null, connectionsEndedAt: null });
  expect(row && isUndecided(row)).toBe(true);
});

test('without a mail server a change is stored, and no further step is awaited', () => {
  const targets = { dovecot: { target: 'dovecot-sql', mailServer: null } } as const;
  const [outcome] = outcomes({ target: 'dovecot-sql', targetKey: 'dovecot', writtenAt: at(1) }, { targets });
  expect(outcome).toMatchObject({ state: 'stored' });
  expect(outcome && isUndecided(outcome)).toBe(false);
});

test('a suspended mailbox’s password counts from the moment when the mailbox is reinstated', () => {
  expect(outcomes(IN_FORCE, { isReinstating: true })[1]).toMatchObject({ state: 'lifting' });
  expect(outcomes(IN_FORCE, { reinstatedAt: at(4) })[1]).toMatchObject({ state: 'in_force', inForceAt: at(4) });
});

test('a failure reason unknown to this version is reported as an unexpected answer', () => {
  expect(outcomes({ target: 'google', lastFailure: 'of_another_time' })[0]?.failure?.reason).toBe('unexpected_answer');
});

test('a password was not tried when its process has reported nothing for longer than it keeps one', () => {
  const late = { now: new Date(at(0).getTime() + 71_000) };
  expect(outcomes(IN_FORCE)[1]).toMatchObject({ probe: null });
  expect(outcomes(IN_FORCE, late)[1]).toMatchObject({ probe: 'lost' });
  expect(outcomes({}, late)[1]).toMatchObject({ probe: null });
  expect(outcomes({ ...IN_FORCE, probe: 'accepted', probedAt: at(3) }, late)[1]).toMatchObject({ probe: 'accepted' });
});

test('several deliveries of one password: the first in force counts, and the probe is that of the first of all', () => {
  const own = { ...WAITING, supersededAt: at(1), probe: 'not_tried', probedAt: at(4) } as const;
  const bringing = { ...WAITING, id: 'second', version: 3, ...IN_FORCE };
  const lifting = { ...WAITING, id: 'third', version: 4, ...IN_FORCE, effectiveAt: at(8) };
  expect(mergeDeliveries([own, bringing, lifting])).toMatchObject({
    id: 'own',
    effectiveAt: at(2),
    supersededAt: null,
    probe: 'not_tried',
  });
  const failing = { ...WAITING, id: 'second', version: 3, lastFailure: 'busy' };
  expect(mergeDeliveries([own, failing])).toMatchObject({ lastFailure: 'busy', probe: 'not_tried' });
});
