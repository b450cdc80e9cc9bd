import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { RunningServer } from '@/bin/server/running-file';
import { makeScratchFolder } from '@/lib/demo/embedded/reachable-place';
import { buildPrograms } from '@/tools/programs.mjs';

/** The product as its users have it: the compiled server in a separate process, with a data directory of its own. */
export interface PortalProcess {
  readonly baseUrl: string;
  readonly dataDir: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 300_000;
const DOWN_WITHIN_MS = 30_000;

/**
 * Starts the portal with the demo campus, compiled from the current sources, and waits until it reports that it is up.
 *
 * @param settings environment variables besides those that separate it from any other portal on this machine
 * @throws Error when there is no build, or with the portal's output when it did not start
 */
export async function startPortal(settings: Record<string, string> = {}): Promise<PortalProcess> {
  if (!existsSync('.next/BUILD_ID')) throw new Error('There is no build of the pages: run "npm run build" first.');
  await buildPrograms();
  const dataDir = makeScratchFolder();
  const complaints = openSync(join(dataDir, 'stderr.log'), 'w');
  const child = spawn(process.execPath, ['dist/bin/server.mjs'], {
    env: { ...process.env, NODE_ENV: 'production', LOG_LEVEL: 'warn', PORT: '0', DATA_DIR: dataDir, ...settings },
    stdio: ['ignore', 'pipe', complaints],
  });
  closeSync(complaints);
  showErrors(child);
  try {
    const baseUrl = await addressPrintedBy(child, () => readFileSync(join(dataDir, 'stderr.log'), 'utf8'));
    return { baseUrl, dataDir, pid: child.pid ?? 0, stop: () => stop(child, dataDir) };
  } catch (error) {
    await stop(child, dataDir);
    throw error;
  }
}

function addressPrintedBy(child: ChildProcess, complaints: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const giveUp = (why: string) => reject(new Error(`The portal did not start: ${why}\n${output}${complaints()}`));
    const timer = setTimeout(() => giveUp(`it was not up within ${START_TIMEOUT_MS / 1_000} s`), START_TIMEOUT_MS);
    child.once('exit', (code) => giveUp(`it ended with exit code ${code}`));
    child.stdout?.on('data', (data: Buffer) => {
      output += data;
      const [, address] = /portal is up: +(http:[^\s"]+)/.exec(output) ?? [];
      // The last line may be incomplete.
      if (!address || !output.includes('Ctrl-C')) return;
      clearTimeout(timer);
      resolve(address);
    });
  });
}

/** An error page shows only a reference number, so the log's error lines are printed beside the test. */
function showErrors({ stdout }: ChildProcess): void {
  if (!stdout) return;
  createInterface({ input: stdout }).on('line', (line) => {
    if (line.startsWith('{"level":50')) process.stderr.write(`${line}\n`);
  });
}

async function stop(child: ChildProcess, dataDir: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    await new Promise((resolve) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), DOWN_WITHIN_MS);
      child.once('exit', () => resolve(clearTimeout(timer)));
      child.kill('SIGTERM');
    });
  }
  rmSync(dataDir, { recursive: true, force: true });
}

/** The file that the command line reads too, to join a running demo: its database, its keys, its mail server. */
export function runningServerOf(dataDir: string): RunningServer {
  return JSON.parse(readFileSync(join(dataDir, 'running.json'), 'utf8')) as RunningServer;
}
