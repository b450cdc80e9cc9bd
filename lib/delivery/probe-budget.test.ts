import { expect, test } from 'vitest';
import { createProbeBudget } from './probe-budget';

/** A machine with two cores whose load the test decides. */
function machine() {
  let used = 0;
  let all = 0;
  const budget = createProbeBudget({ cores: 2, read: () => ({ used, all }) });
  return {
    budget,
    /** A second passes. @param share of the processor that was used */
    pass(share: number) {
      all += 2_000;
      used += 2_000 * share;
      budget.renew();
    },
  };
}

/** The probes that are started in this second, if there are enough changes. */
function taken({ take }: { take(): boolean }): number {
  let count = 0;
  while (take()) count += 1;
  return count;
}

test('a quiet machine probes five changes a second', () => {
  const { budget, pass } = machine();
  for (let second = 0; second < 3; second += 1) {
    pass(0.5);
    expect(budget.isBusy()).toBe(false);
    expect(taken(budget)).toBe(5);
  }
});

test('on a busy machine probes use a fiftieth of the cores: one a second on two', () => {
  const { budget, pass } = machine();
  taken(budget);
  let probes = 0;
  for (let second = 0; second < 20; second += 1) {
    pass(1);
    expect(budget.isBusy()).toBe(true);
    probes += taken(budget);
  }
  expect(probes).toBe(20);
});

test('a busy machine saves a few probes for the first changes after a pause', () => {
  const { budget, pass } = machine();
  for (let second = 0; second < 20; second += 1) pass(0.95);
  expect(taken(budget)).toBe(3);
});

test('the machine counts as quiet again after one quiet second', () => {
  const { budget, pass } = machine();
  for (let second = 0; second < 10; second += 1) pass(1);
  taken(budget);
  pass(0.2);
  expect(budget.isBusy()).toBe(false);
  expect(taken(budget)).toBe(5);
});

test('two server processes share the budget of their machine', () => {
  let now = 0;
  const budget = createProbeBudget({ cores: 2, processes: 2, read: () => ({ used: now, all: now }) });
  taken(budget);
  let probes = 0;
  for (let second = 0; second < 20; second += 1) {
    now += 2_000;
    budget.renew();
    probes += taken(budget);
  }
  expect(probes).toBe(10);
});

test('two readings of the same moment do not make the machine busy', () => {
  const { budget } = machine();
  budget.renew();
  expect(budget.isBusy()).toBe(false);
});
