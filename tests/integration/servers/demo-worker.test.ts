import { afterEach, expect, test } from 'vitest';
import { configOfRunning } from '@/bin/server/running-file';
import { seconds } from '@/lib/clock';
import { readEnvironment } from '@/lib/config/config';
import { createLog } from '@/lib/log';
import { openRuntime } from '@/lib/runtime/open-runtime';
import { cast, newPassword } from '../../cast/cast';
import { isNewestInForce } from '../../support/is-newest-in-force';
import { runningServerOf, startPortal } from '../../support/portal-process';
import { commandLines, parentOf } from '../../support/processes';
import { until } from '../../support/until';
import { atTheEnd, closeEverything } from '../../support/world';

afterEach(closeEverything);

function onlyWorkerOf(server: number): number {
  const isItsWorker = ([pid, line]: [number, string]) =>
    line.includes('dist/bin/worker.mjs') && parentOf(pid) === server;
  const workers = [...commandLines()].filter(isItsWorker);
  expect(workers, 'one worker').toHaveLength(1);
  const [[pid]] = workers as [[number, string]];
  return pid;
}

test('A85 a killed worker of a demo is restarted and delivers the waiting changes; it ends with its server', async () => {
  const portal = await startPortal();
  atTheEnd(portal.stop);
  const runtime = await openRuntime(
    configOfRunning(readEnvironment({ DATA_DIR: portal.dataDir }), runningServerOf(portal.dataDir)),
    createLog('silent'),
    'tests',
  );
  atTheEnd(runtime.close);
  const { linXia } = await cast(runtime);

  const first = onlyWorkerOf(portal.pid);
  process.kill(first, 'SIGKILL');
  await linXia.sets(newPassword());
  await until('it is in force', () => isNewestInForce({ runtime }, linXia.address));
  const second = onlyWorkerOf(portal.pid);
  expect(second).not.toBe(first);

  await runtime.close();
  process.kill(portal.pid, 'SIGKILL');
  await until('the worker has ended', () => !commandLines().has(second), seconds(30));
});
