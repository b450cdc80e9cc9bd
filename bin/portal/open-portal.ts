import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { seconds } from '@/lib/clock';
import { type Config, demoConfig, isDemo, productionConfig, readEnvironment } from '@/lib/config/config';
import type { Environment } from '@/lib/config/environment';
import { prepareDemo } from '@/lib/demo/prepare-demo';
import { startDemoPlatform } from '@/lib/demo/start-demo-platform';
import { checkDatabase } from '@/lib/health/check-database';
import { createLog } from '@/lib/log';
import { openRuntime } from '@/lib/runtime/open-runtime';
import { contextOf, type RequestContext } from '@/lib/runtime/runtime';
import { StartRefusal } from '@/lib/start-refusal';
import { configOfRunning, findRunning } from '../server/running-file';

/** Longest wait for a demo server that starts, or for another call of the command line to end. */
const DATABASE_FREE_WITHIN_MS = seconds(30);
const LOOK_EVERY_MS = 250;
const DEFAULT_PORT = 3000;
/** Name in the activity list of the database. */
export const PROGRAM = 'mail-portal command line';

export interface Portal {
  ctx: RequestContext;
  /** Whether a worker is expected to run. */
  isServed: boolean;
}

interface Opened extends Portal {
  close(): Promise<void>;
}

/**
 * Runs an act on the portal's database: the one that DATABASE_URL names, or the demo's. It attaches to a running demo.
 * Otherwise it starts the demo's database for this call, fills an empty one, and stops it afterwards.
 *
 * @throws BadConfiguration, StartRefusal
 */
export async function withPortal<T>(act: (portal: Portal) => Promise<T>): Promise<T> {
  const environment = readEnvironment();
  const portal = isDemo(environment)
    ? await openDemo(environment)
    : { ...(await openOn(productionConfig(environment))), isServed: true };
  try {
    return await act(portal);
  } finally {
    await portal.close();
  }
}

/** Waits for a server that is starting, or for another call, which holds the database for a moment. */
async function openDemo(environment: Environment): Promise<Opened> {
  const giveUpAt = performance.now() + DATABASE_FREE_WITHIN_MS;
  for (;;) {
    const attached = await attachToRunning(environment);
    if (attached) return attached;
    try {
      return await startForThisCall(environment);
    } catch (failure) {
      const isHeld = failure instanceof StartRefusal && failure.message.includes('is in use by process');
      if (!isHeld || performance.now() > giveUpAt) throw failure;
    }
    await wait(LOOK_EVERY_MS);
  }
}

async function attachToRunning(environment: Environment): Promise<Opened | undefined> {
  const running = findRunning(environment.DATA_DIR);
  // After a crash the pid in the file may belong to another process, so the database is asked too.
  if (!running || !(await answers(running.databaseUrl))) return undefined;
  return { ...(await openOn(configOfRunning(environment, running))), isServed: true };
}

async function startForThisCall(environment: Environment): Promise<Opened> {
  const demo = await startDemoPlatform({
    dataDir: environment.DATA_DIR,
    durable: true,
    withMail: false,
    log: () => {},
  });
  try {
    const config = demoConfig(environment, demo.platform);
    const opened = await openOn({
      ...config,
      origins: config.origins.length > 0 ? config.origins : defaultOrigins(config),
    });
    const { ctx } = opened;
    await prepareDemo({ ...ctx, actor: { kind: 'system' } });
    const close = async () => {
      await opened.close();
      await demo.stop();
    };
    return { ctx, isServed: false, close };
  } catch (error) {
    await demo.stop();
    throw error;
  }
}

async function openOn(config: Config): Promise<{ ctx: RequestContext; close(): Promise<void> }> {
  // Without targets the runtime listens for no login probes: a command makes none.
  const runtime = await openRuntime({ ...config, targets: {} }, createLog('silent'), PROGRAM);
  const requestId = `cli-${randomBytes(4).toString('hex')}`;
  const ctx = contextOf({ ...runtime, config }, { address: null, requestId, actor: { kind: 'operator' } });
  return { ctx, close: runtime.close };
}

async function answers(databaseUrl: string): Promise<boolean> {
  return checkDatabase(databaseUrl, PROGRAM).then(
    () => true,
    () => false,
  );
}

function defaultOrigins({ port }: Config): string[] {
  return [`http://127.0.0.1:${port || DEFAULT_PORT}`, `http://localhost:${port || DEFAULT_PORT}`];
}
