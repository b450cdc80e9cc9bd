import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { readEnvironment } from '@/lib/config/config';
import { createLog } from '@/lib/log';
import { type OpenRuntime, openRuntime } from '@/lib/runtime/open-runtime';
import { contextOf, type RequestContext } from '@/lib/runtime/runtime';
import { runningServerOf, startPortal } from '@/tests/support/portal-process';
import { configOfRunning } from '../../bin/server/running-file';

const POLL_MS = 20;
const ANSWERS_WITHIN_MS = 10_000;

const measured = z.object({
  delayP50Ms: z.number(),
  delayP99Ms: z.number(),
  delayMaxMs: z.number(),
  utilization: z.number(),
  rssBytes: z.number(),
});

/** The measurements of the server's process since the previous call (see measure.mjs). */
export type Measured = z.infer<typeof measured>;

/** The portal under measurement: the real server in its own process, and a runtime in this process to set up data. */
export interface Portal {
  readonly origin: string;
  readonly pid: number;
  readonly runtime: OpenRuntime;
  context(): RequestContext;
  measure(): Promise<Measured>;
  stop(): Promise<void>;
}

/** @param settings environment variables in addition to those of a demo */
export async function startMeasuredPortal(settings: Record<string, string> = {}): Promise<Portal> {
  const {
    baseUrl: origin,
    dataDir,
    pid,
    stop,
  } = await startPortal({
    LOG_LEVEL: 'silent',
    // One process by default, so that its event loop and its memory can be measured.
    SERVER_PROCESSES: '1',
    NODE_OPTIONS: '--import ./tools/bench/measure.mjs',
    ...settings,
  });
  const config = configOfRunning(readEnvironment({ DATA_DIR: dataDir, ...settings }), runningServerOf(dataDir));
  const runtime = await openRuntime(config, createLog('silent'), 'bench');
  return {
    origin,
    pid,
    runtime,
    context: () => contextOf(runtime, { address: null, requestId: 'BENCH' }),
    measure: () => measureServer(pid, join(dataDir, 'measured.json')),
    stop: () => runtime.close().finally(stop),
  };
}

async function measureServer(pid: number, file: string): Promise<Measured> {
  rmSync(file, { force: true });
  process.kill(pid, 'SIGUSR2');
  for (let waitedMs = 0; waitedMs < ANSWERS_WITHIN_MS; waitedMs += POLL_MS) {
    await wait(POLL_MS);
    const text = readIfThere(file);
    if (text) return measured.parse(JSON.parse(text));
  }
  throw new Error('the server wrote no measurements: was it started with measure.mjs?');
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
