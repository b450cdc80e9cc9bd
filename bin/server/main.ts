import cluster from 'node:cluster';
import { parseArgs } from 'node:util';
import { isDemo, readEnvironment } from '@/lib/config/config';
import { refusePipes } from '@/lib/config/refuse-pipes';
import { createLog } from '@/lib/log';
import { runProgram } from '../program';

/*
 * The portal's server. It checks the whole configuration, listens on the port, and passes requests to the framework, in
 * one process or in several. The worker (bin/worker.ts) makes the deliveries. Without a DATABASE_URL the server is a demo
 * and starts all that it needs, also a worker.
 */

const { values: options } = parseArgs({
  options: {
    dev: { type: 'boolean', default: false },
    // The number of a process that this program has started.
    process: { type: 'string' },
  },
});

runProgram(async (stops) => {
  const environment = readEnvironment();
  const log = createLog(environment.LOG_LEVEL);
  const start = { environment, log, stops };
  if (cluster.isWorker) {
    const { serveAsProcess } = await import('./serve-as-process');
    return serveAsProcess(start, Number(options.process));
  }
  // `next dev` compiles pages in a single process.
  const isAlone = options.dev || environment.SERVER_PROCESSES === 1;
  if (isDemo(environment) || !isAlone) refusePipes(environment);
  if (isAlone) {
    const { serveAlone } = await import('./serve-alone');
    return serveAlone(start, { isDev: options.dev });
  }
  // Without the framework and the services of a process: the first process needs none in production.
  const { serveInProcesses } = await import('./serve-in-processes');
  return serveInProcesses(start);
});
