import { expect, test } from 'vitest';
import { createAdmission } from '@/lib/admission-queue';
import { shareOf } from './process-share';

test('the processes of a machine together keep to its limit, and each may do something', () => {
  expect([1, 2, 3, 4].map((processes) => shareOf(20, processes))).toEqual([20, 10, 6, 5]);
  expect(shareOf(1, 2)).toBe(1);
  expect(shareOf(3, 32)).toBe(1);
});

test('A94 two processes admit as many sign-ins at a directory as one', async () => {
  const ends: (() => void)[] = [];
  const queues = [createAdmission(2), createAdmission(2)].map((admission) => admission.signInByDirectory);
  const admitted = queues.flatMap((queue) =>
    Array.from({ length: 8 }, () => queue.admit(() => new Promise<void>((resolve) => ends.push(resolve)))),
  );
  await expect.poll(() => queues.map((queue) => queue.figures().running)).toEqual([4, 4]);
  while (queues.some((queue) => queue.figures().running > 0)) {
    for (const end of ends.splice(0)) end();
    await new Promise(setImmediate);
  }
  await Promise.all(admitted);
});
