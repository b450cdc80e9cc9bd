import { createServer, type Server } from 'node:http';
import { isDemo, productionConfig } from '@/lib/config/config';
import { collectFromProcesses } from '@/lib/health/process-metrics';
import { answerStarting, listen } from './listen';
import { removeRunningFile, writeRunningFile } from './running-file';
import type { Start } from './start';
import { superviseProcesses } from './supervise-processes';

/**
 * Serves the portal in several processes, which this one starts and restarts. This process checks the configuration and
 * runs the servers of a demo; it answers no request, except that the portal is starting.
 *
 * @returns never; it throws when a process cannot be kept running
 */
export async function serveInProcesses(start: Start): Promise<void> {
  const { environment, log, stops } = start;
  const placeholder = createServer();
  answerStarting(placeholder);
  const port = await listen(placeholder, { host: environment.HOST, port: environment.PORT });
  // The demo's programs are loaded for a demo alone, so that this process stays small in production.
  const demo = isDemo(environment)
    ? await import('./open-demo-for-processes').then(({ openDemoForProcesses }) => openDemoForProcesses(start, port))
    : undefined;
  const config = demo?.config ?? productionConfig(environment);
  if (demo) {
    // The processes and the worker read the addresses and secrets of the demo there.
    writeRunningFile(config);
    stops.push(() => removeRunningFile(config));
  }

  const processes = superviseProcesses({
    count: environment.SERVER_PROCESSES,
    port,
    log,
    beforeListening: () => closeIfOpen(placeholder),
  });
  collectFromProcesses();
  stops.push(processes.stop);
  await processes.start();
  const { origins, passwordMinLength } = config;
  if (demo) await demo.welcome();
  else log.info({ origins, passwordMinLength, processes: environment.SERVER_PROCESSES }, 'the portal is up');
  await processes.failed;
}

/** Closes it at once, with the connections of clients that were told to come again. */
function closeIfOpen(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
