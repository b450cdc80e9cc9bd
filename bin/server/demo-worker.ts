import { dirname, extname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { seconds } from '@/lib/clock';
import { type ServerProcess, startServerProcess } from '@/lib/demo/embedded/server-process';
import type { Log } from '@/lib/log';
import { forwardLine } from '../output';
import type { Stop } from '../program';

const STOP_WITHIN_MS = seconds(20);
const RESTART_AFTER_MS = seconds(1);

/**
 * Starts the worker of a demo in a process of its own, as in production, so that it takes no time from the thread that
 * renders pages. When the worker exits it is restarted, as a service manager would do.
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
      log.error({ how }, 'the worker exited and is restarted');
      await wait(RESTART_AFTER_MS);
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

/** Runs the worker file beside the server's in the same way: compiled, or from the sources with the same loader. */
function start(): Promise<ServerProcess> {
  const [, server = ''] = process.argv;
  return startServerProcess({
    name: 'The worker',
    program: process.execPath,
    args: [...process.execArgv, join(dirname(server), `worker${extname(server)}`)],
    user: undefined,
    isOurs: true,
    stopSignal: 'SIGTERM',
    stopWithinMs: STOP_WITHIN_MS,
    onLine: forwardLine,
  });
}
