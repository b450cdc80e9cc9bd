import { isDemo, productionConfig } from '@/lib/config/config';
import { startDemoWorker } from './demo-worker';
import { answerStarting, listen } from './listen';
import { openDemo } from './open-demo';
import { makeServer, preparePortal } from './prepare-portal';
import { printWelcome } from './print-welcome';
import { removeRunningFile, writeRunningFile } from './running-file';
import type { Start } from './start';

/** Serves the portal in this process alone. It listens first, so that a port in use is reported at once. */
export async function serveAlone(start: Start, { isDev }: { isDev: boolean }): Promise<void> {
  const { environment, log, stops } = start;
  const server = makeServer();
  answerStarting(server);
  const port = await listen(server, { host: environment.HOST, port: environment.PORT });
  const { demo, config } = isDemo(environment)
    ? await openDemo(start, port)
    : { demo: undefined, config: { ...productionConfig(environment), port } };
  const { ctx, serve } = await preparePortal({ config, log, stops, server }, { isDev, isOwnDemo: demo !== undefined });
  serve();

  writeRunningFile(config);
  stops.push(() => removeRunningFile(config));
  if (demo) stops.push(await startDemoWorker(log));
  if (demo) await printWelcome(ctx, demo);
  else log.info({ origins: config.origins, passwordMinLength: config.passwordMinLength }, 'the portal is up');
}
