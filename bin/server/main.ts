import { createServer, type Server } from 'node:http';
import { parseArgs } from 'node:util';
import next from 'next';
import { commandText } from '@/lib/config/command-text';
import { demoConfig, isDemo, productionConfig, readEnvironment } from '@/lib/config/config';
import type { Environment } from '@/lib/config/environment';
import { PROJECT_ROOT, projectFile } from '@/lib/config/project-file';
import { refusePipes } from '@/lib/config/refuse-pipes';
import { prepareDemo } from '@/lib/demo/prepare-demo';
import { type RunningDemo, startDemoPlatform } from '@/lib/demo/start-demo-platform';
import { createLog, type Log } from '@/lib/log';
import { checkMailTargets } from '@/lib/mail-systems/check-mail-targets';
import { checkInstallation } from '@/lib/runtime/check-installation';
import { openRuntime } from '@/lib/runtime/open-runtime';
import { refuseDatabase } from '@/lib/runtime/refuse-database';
import { contextOf, installRuntime } from '@/lib/runtime/runtime';
import type { CampusJwks } from '@/lib/sign-in/campus-link/campus-jwks';
import { StartRefusal } from '@/lib/start-refusal';
import type { BreachedPasswords } from '@/lib/strength/breached/breached-passwords';
import { runProgram } from '../program';
import { readCompressedFiles } from './compressed-files';
import { startDemoWorker } from './demo-worker';
import { listen } from './listen';
import { printWelcome } from './print-welcome';
import { removeRunningFile, writeRunningFile } from './running-file';
import { serveRequests } from './serve-requests';
import { MOST_HEADER_BYTES } from './unreadable-request';

/*
 * The portal's server. It checks the whole configuration, listens on the port, and passes requests to the framework. The
 * worker (bin/worker.ts) makes the deliveries. Without a DATABASE_URL the server is a demo and starts all that it needs,
 * also a worker.
 */

const { values: options } = parseArgs({ options: { dev: { type: 'boolean', default: false } } });

runProgram(async (stops) => {
  const environment = readEnvironment();
  if (isDemo(environment)) refusePipes(environment);
  const log = createLog(environment.LOG_LEVEL);
  const server = createServer({
    requestTimeout: 30_000,
    headersTimeout: 15_000,
    keepAliveTimeout: 10_000,
    maxHeaderSize: MOST_HEADER_BYTES,
    // The gate refuses a request without Host, with a page.
    requireHostHeader: false,
  });
  const port = await listen(server, { host: environment.HOST, port: environment.PORT });

  const demo = isDemo(environment) ? await startDemo(environment, log) : undefined;
  if (demo) stops.push(demo.stop);
  const settings = demo ? demoConfig(environment, demo.platform) : productionConfig(environment);
  const origins = settings.origins.length > 0 ? settings.origins : loopbackOrigins(port);
  const config = { ...settings, port, origins };

  const runtime = await openRuntime(config, log, 'mail-portal server').catch(refuseDatabase);
  stops.push(runtime.close);
  installRuntime(runtime);
  const ctx = contextOf(runtime, { address: null, requestId: 'start' });
  await checkInstallation(ctx);
  if (demo) await prepareDemo(ctx);
  await checkMailTargets(ctx.db, config);
  await checkBreachedPasswords(runtime.breached, commandText(config, 'breached update <list>'));
  await loadCampusKeys(runtime.campusJwks);

  const app = next({ dev: options.dev, dir: PROJECT_ROOT, hostname: config.host, port, httpServer: server });
  await app.prepare();
  stops.push(() => app.close());
  const files = readCompressedFiles(options.dev ? '' : projectFile('.next/static'));
  serveRequests(server, runtime, app.getRequestHandler(), files);
  stops.push(() => finishRequests(server));
  // An event stream would stay in flight for minutes.
  stops.push(runtime.deliveryNews.close);

  writeRunningFile(config);
  stops.push(() => removeRunningFile(config));
  if (demo) stops.push(await startDemoWorker(log));
  if (demo) await printWelcome(ctx, demo);
  else log.info({ origins, passwordMinLength: config.passwordMinLength }, 'the portal is up');
});

function startDemo(environment: Environment, log: Log): Promise<RunningDemo> {
  return startDemoPlatform({
    dataDir: environment.DATA_DIR,
    durable: true,
    withMail: true,
    log: (line) => log.debug({ line }, 'embedded server'),
  });
}

/** A running portal keeps the last good keys. Started without any, it would refuse every campus link. */
async function loadCampusKeys(campusJwks: CampusJwks): Promise<void> {
  const { path } = campusJwks;
  const kids = await campusJwks.load().catch((error: Error) => {
    throw new StartRefusal(`CAMPUS_JWKS_FILE=${path} cannot be used: ${error.message}`);
  });
  if (kids.length === 0)
    throw new StartRefusal(`CAMPUS_JWKS_FILE=${path} has no key that signs campus links (EC P-256).`);
}

/** A running portal keeps the last good file. Started without one, it would refuse every new password. */
async function checkBreachedPasswords({ path, facts }: BreachedPasswords, command: string): Promise<void> {
  await facts().catch((error: Error) => {
    throw new StartRefusal(`BREACHED_PASSWORDS_FILE=${path} cannot be used: ${error.message}. Make it by: ${command}`);
  });
}

function loopbackOrigins(port: number): string[] {
  return [`http://127.0.0.1:${port}`, `http://localhost:${port}`];
}

/** Accepts no more requests, and lets those in flight finish within ten seconds. */
function finishRequests(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 10_000).unref();
  });
}
