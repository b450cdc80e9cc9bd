import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import next from 'next';
import { type RequestScope, runInScope } from '@/app/_web/request-scope';
import { findIsDemo } from '@/db/queries/installation';
import {
  BadConfiguration,
  type Config,
  demoConfig,
  isDemo,
  productionConfig,
  readEnvironment,
} from '@/lib/config/config';
import { contextOf } from '@/lib/context';
import { startDeliveryWorker } from '@/lib/delivery/delivery-worker';
import { fillDemo } from '@/lib/demo/fill-demo';
import { type RunningDemo, startDemoPlatform } from '@/lib/demo/start-demo-platform';
import { StartRefusal } from '@/lib/embedded/start-refusal';
import { createLog } from '@/lib/log';
import { openRuntime } from '@/lib/open-runtime';
import type { RefusalCode } from '@/lib/refusal-codes';
import { installRuntime } from '@/lib/runtime';
import { superviseAnswer } from './server/answer';
import { printWelcome } from './server/print-welcome';
import { judgeRequest } from './server/request-gate';
import { forgetRunning, rememberRunning } from './server/running-file';

const { values: options } = parseArgs({ options: { dev: { type: 'boolean', default: false } } });
const stops: (() => Promise<void> | void)[] = [];
let stopping: Promise<void> | undefined;

async function start(): Promise<void> {
  const environment = readEnvironment();
  const log = createLog(environment.LOG_LEVEL);
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 15_000, keepAliveTimeout: 10_000 });
  const port = await listen(server, { host: environment.HOST, port: environment.PORT });
  let demo: RunningDemo | undefined;
  let config: Config;

  if (isDemo(environment)) {
    demo = await startDemoPlatform({
      dataDir: environment.DATA_DIR,
      durable: true,
      withMail: true,
      log: (line) => log.debug({ line }, 'embedded server'),
    });
    stops.push(demo.stop);
    config = demoConfig(environment, demo.platform);
  } else {
    config = productionConfig(environment);
  }

  config = { ...config, port, origins: config.origins.length > 0 ? config.origins : loopbackOrigins(port) };

  const runtime = await openRuntime(config, log, 'mail-portal server');
  stops.push(runtime.close);
  installRuntime(runtime);
  await checkInstallation();
  if (demo && config.mailServer) {
    const worker = await startDeliveryWorker({ ...runtime, mailServer: config.mailServer });
    stops.push(worker.stop);
  }

  const app = next({ dev: options.dev, dir: process.cwd(), hostname: config.host, port, httpServer: server });
  await app.prepare();
  stops.push(() => app.close());
  const handle = app.getRequestHandler();

  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    const scope = judgeRequest(request, config);
    if (scope.refusal) return explain(scope.refusal.code);
    superviseAnswer(request, response, scope, explain);
    return answer(scope);

    /** The page that explains is shown in place of the one that was asked for; what is left of a body is not read. */
    function explain(code: RefusalCode): void {
      request.method = 'GET';
      request.url = '/request-refused';
      response.setHeader('Connection', 'close');
      const explained = { ...scope, refusal: { code } };
      superviseAnswer(request, response, explained, () => response.writeHead(500).end());
      answer(explained);
    }

    function answer(within: RequestScope): void {
      runInScope(within, () => handle(request, response)).catch((error) => {
        log.error({ err: error, reference: scope.requestId }, 'a request met a surprise');
        if (!response.headersSent) response.writeHead(500).end();
      });
    }
  });
  stops.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 10_000).unref();
      }),
  );

  rememberRunning(config);
  stops.push(() => forgetRunning(config));
  if (demo) await printWelcome(contextOf(runtime, { address: null, requestId: 'start' }), demo);
  else log.info({ origins: config.origins, passwordMinLength: config.passwordMinLength }, 'the portal is up');

  async function checkInstallation(): Promise<void> {
    const ctx = contextOf(runtime, { address: null, requestId: 'start' });
    const filledAsDemo = await findIsDemo(ctx.db).catch((error: Error) => {
      throw new StartRefusal(
        `The database cannot be used: ${error.message}. Is it reachable and migrated (npm run portal -- migrate)?`,
      );
    });
    if (demo && filledAsDemo === undefined) await fillDemo(ctx);
    if (!demo && filledAsDemo)
      throw new StartRefusal('DATABASE_URL names a demo database, whose passwords are public.');
  }
}

function listen(server: ReturnType<typeof createServer>, on: { host: string; port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') {
        reject(
          new StartRefusal(`Port ${on.port} on ${on.host} is in use; stop that program or set PORT to another one.`),
        );
      } else if (error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL') {
        reject(new StartRefusal(`The portal may not listen on ${on.host}:${on.port}: ${error.message}`));
      } else reject(error);
    });
    // Until the portal is ready whoever comes is told to come back.
    server.on('request', (_request, response) => response.writeHead(503, { 'Retry-After': '2' }).end('Starting\n'));
    server.listen(on.port, on.host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : on.port);
    });
  });
}

function loopbackOrigins(port: number): string[] {
  return [`http://127.0.0.1:${port}`, `http://localhost:${port}`];
}

function stop(): Promise<void> {
  stopping ??= (async () => {
    for (const stopOne of stops.splice(0).reverse()) await stopOne();
  })();
  return stopping;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}

start().catch(async (error) => {
  const isForHumans = error instanceof StartRefusal || error instanceof BadConfiguration;
  process.stderr.write(`${isForHumans ? error.message : error?.stack}\n`);
  await stop().catch(() => {});
  process.exit(1);
});
