import { expect, test } from 'vitest';
import { listDeliveries } from '@/db/queries/delivery-progress';
import { systemClock } from '@/lib/clock';
import { openLoginProbes } from '@/lib/delivery/login-probes';
import type { ProbeBudget } from '@/lib/delivery/probe-budget';
import { cast, newPassword } from '../../cast/cast';
import { until } from '../../support/until';
import { atTheEnd, inForce, testRuntime } from '../../support/world';

/** Changes a password with probes that have this budget. `pass` moves their clock on. */
async function changeWith(budget: ProbeBudget) {
  const { probes: _, ...runtime } = await testRuntime();
  let laterMs = 0;
  const clock = () => new Date(systemClock().getTime() + laterMs);
  const probes = await openLoginProbes({ ...runtime, clock, budget });
  atTheEnd(() => probes.close());
  const { linXia } = await cast({ ...runtime, probes });
  const { change } = await linXia.sets(newPassword());
  await inForce(change);
  const probe = async () => (await listDeliveries(runtime.connection.db, change))[0]?.probe;
  return {
    probe,
    pass: (ms: number) => {
      laterMs += ms;
    },
  };
}

/** A budget that counts how often it was renewed. */
function budgetOf(of: { isBusy: boolean; isLeft: boolean }) {
  let renewals = 0;
  const budget: ProbeBudget = {
    take: () => of.isLeft,
    isBusy: () => of.isBusy,
    renew: () => {
      renewals += 1;
    },
  };
  return { budget, renewals: () => renewals };
}

test('on a busy machine a change without a probe is told as not tried after ten seconds, and not before', async () => {
  const { budget, renewals } = budgetOf({ isBusy: true, isLeft: false });
  const { probe, pass } = await changeWith(budget);
  const before = renewals();
  await until('it was looked at twice', () => renewals() >= before + 2);
  expect(await probe()).toBeNull();

  pass(11_000);
  await until('it is given up', async () => (await probe()) !== null);
  expect(await probe()).toBe('not_tried');
});

test('on a quiet machine a change waits for its probe, and is verified by a sign-in', async () => {
  const of = { isBusy: false, isLeft: false };
  const { budget, renewals } = budgetOf(of);
  const { probe, pass } = await changeWith(budget);
  pass(30_000);
  const before = renewals();
  await until('it was looked at twice', () => renewals() >= before + 2);
  expect(await probe()).toBeNull();

  of.isLeft = true;
  await until('it is verified', async () => (await probe()) !== null);
  expect(await probe()).toBe('accepted');
});
