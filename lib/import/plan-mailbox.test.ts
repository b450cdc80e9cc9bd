import { expect, test } from 'vitest';
import type { KnownMailbox } from '@/db/queries/imports';
import { planMailbox } from './plan-mailbox';

const known = (state: KnownMailbox['state']): KnownMailbox => ({
  id: 'id',
  address: 'linxia@mx.example',
  holderId: 'holder',
  state,
  secret: null,
  passwordChangedAt: null,
  hasChange: false,
});

test.each([
  ['suspended', 'active', 'suspended'],
  ['suspended', 'suspended_warning', 'unchanged'],
  ['suspended', 'suspended_emergency', 'unchanged'],
  ['suspended', 'closed', 'unchanged'],
  ['closed', 'active', 'closed'],
  ['closed', 'suspended_warning', 'closed'],
  ['closed', 'closed', 'unchanged'],
  ['active', 'suspended_warning', 'unchanged'],
  ['active', 'closed', 'unchanged'],
] as const)('a line with the state %s, for a mailbox that is %s: %s', (state, of, outcome) => {
  expect(planMailbox({ hash: null, changedAt: null, state }, known(of), null).outcome).toBe(outcome);
});
