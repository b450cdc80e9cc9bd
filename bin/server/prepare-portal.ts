import { createServer, type Server } from 'node:http';
import next from 'next';
import { commandText } from '@/lib/config/command-text';
import type { Config } from '@/lib/config/config';
import { PROJECT_ROOT, projectFile } from '@/lib/config/project-file';
import { prepareDemo } from '@/lib/demo/prepare-demo';
import type { Log } from '@/lib/log';
import { checkMailTargets } from '@/lib/mail-systems/check-mail-targets';
import { checkInstallation } from '@/lib/runtime/check-installation';
import { openRuntime } from '@/lib/runtime/open-runtime';
import { refuseDatabase } from '@/lib/runtime/refuse-database';
import { contextOf, installRuntime, type RequestContext } from '@/lib/runtime/runtime';
import type { CampusJwks } from '@/lib/sign-in/campus-link/campus-jwks';
import { StartRefusal } from '@/lib/start-refusal';
import type { BreachedPasswords } from '@/lib/strength/breached/breached-passwords';
import type { Stop } from '../program';
import { readCompressedFiles } from './compressed-files';
import { serveRequests } from './serve-requests';
import { MOST_HEADER_BYTES } from './unreadable-request';

/** Makes the HTTP server of a process, with its limits. It does not listen yet. */
export function makeServer(): Server {
  return createServer({
    requestTimeout: 30_000,
    headersTimeout: 15_000,
    keepAliveTimeout: 10_000,
    maxHeaderSize: MOST_HEADER_BYTES,
    // The gate refuses a request without Host, with a page.
    requireHostHeader: false,
  });
}

export interface PreparedPortal {
  readonly ctx: RequestContext;
  /** Answers the requests of the server from now on. */
  serve(): void;
}

/**
 * Opens the services of this process, checks that it can serve, and prepares the framework.
 *
 * @param options.isOwnDemo whether this process started the demo whose database is to be filled
 * @param options.share which of several server processes this is
 * @throws StartRefusal
 */
export async function preparePortal(
  { config, log, stops, server }: { config: Config; log: Log; stops: Stop[]; server: Server },
  {
    isDev = false,
    isOwnDemo = false,
    share,
  }: { isDev?: boolean; isOwnDemo?: boolean; share?: { processes: number; processNumber: number } } = {},
): Promise<PreparedPortal> {
  const runtime = await openRuntime(config, log, 'mail-portal server', share).catch(refuseDatabase);
  stops.push(runtime.close);
  installRuntime(runtime);
  const ctx = contextOf(runtime, { address: null, requestId: 'start' });
  await checkInstallation(ctx);
  if (isOwnDemo) await prepareDemo(ctx);
  await checkMailTargets(ctx.db, config);
  await checkBreachedPasswords(runtime.breached, commandText(config, 'breached update <list>'));
  await loadCampusKeys(runtime.campusJwks);

  const app = next({ dev: isDev, dir: PROJECT_ROOT, hostname: config.host, port: config.port, httpServer: server });
  await app.prepare();
  stops.push(() => app.close());
  const files = readCompressedFiles(isDev ? '' : projectFile('.next/static'));
  stops.push(() => finishRequests(server));
  // An event stream would stay in flight for minutes.
  stops.push(runtime.deliveryNews.close);
  return { ctx, serve: () => serveRequests(server, runtime, app.getRequestHandler(), files) };
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

/** Accepts no more requests, and lets those in flight finish within ten seconds. */
function finishRequests(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 10_000).unref();
  });
}
