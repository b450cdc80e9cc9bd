import { expect, test } from 'vitest';
import { createLog } from '@/lib/log';
import { readableLog } from '@/tests/support/readable-log';
import { createWakeSignal, workAtSignals } from './wake-signal';

test('a signal that comes while the worker looks for work is not lost', async () => {
  const signal = createWakeSignal();
  const looks: number[] = [];
  await workAtSignals(
    signal,
    async () => {
      looks.push(performance.now());
      // The row is written after the query has read, and before the worker waits.
      if (looks.length === 1) signal.wake();
      if (looks.length === 2) signal.stop();
      return false;
    },
    { log: createLog('silent'), unexpected: 'unexpected' },
  );
  expect(looks).toHaveLength(2);
});

test('without a signal the worker looks again after a second at the latest', async () => {
  const signal = createWakeSignal();
  let looks = 0;
  await workAtSignals(
    signal,
    async () => {
      looks += 1;
      if (looks === 2) signal.stop();
      return false;
    },
    { log: createLog('silent'), unexpected: 'unexpected' },
  );
  expect(looks).toBe(2);
});

test('an error of the work is logged, and the worker goes on', async () => {
  const { log, lines } = readableLog();
  const signal = createWakeSignal();
  let looks = 0;
  await workAtSignals(
    signal,
    async () => {
      looks += 1;
      if (looks === 1) throw new Error('the database is away');
      signal.stop();
      return false;
    },
    { log, unexpected: 'the worker failed' },
  );
  expect(looks).toBe(2);
  expect(lines.join('')).toContain('the worker failed');
});
