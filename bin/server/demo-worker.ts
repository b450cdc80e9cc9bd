import { dirname, extname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { seconds } from '@/lib/clock';
import { type ServerProcess, startServerProcess } from '@/lib/demo/embedded/server-process';
import type { Log } from '@/lib/log';
import { passOn } from '../output';
import type { Stop } from '../program';

const STOPS_WITHIN_MS = seconds(20);
const AGAIN_AFTER_MS = seconds(1);

/**
 * Starts the worker of a demo that runs: the worker program in a process of its own, as in production, where it takes no time
 * from the thread that renders pages. When it ends it is started again, as a service manager would do.
 *
 * @returns how to end it
 */
export async function startDemoWorker(log: Log): Promise<Stop> {
  let isStopping = false;
  let worker = await start();

  const watching = (async () => {
    for (;;) {
      const how = await worker.ended;
      if (isStopping) return;
      log.error({ how }, 'the worker has ended, and is started again');
      await wait(AGAIN_AFTER_MS);
      if (isStopping) return;
      worker = await start();
    }
  })();

  return async () => {
    isStopping = true;
    await worker.stop();
    await watching;
  };
}

/** It lies beside the server and is run in the same way: compiled, or from the sources with their loader. */
function start(): Promise<ServerProcess> {
  const [, server = ''] = process.argv;
  return startServerProcess({
    name: 'The worker',
    program: process.execPath,
    args: [...process.execArgv, join(dirname(server), `worker${extname(server)}`)],
    user: undefined,
    isOurs: true,
    stopSignal: 'SIGTERM',
    stopWithinMs: STOPS_WITHIN_MS,
    onLine: passOn,
  });
}
