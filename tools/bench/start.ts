import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeScratchFolder } from '@/lib/demo/embedded/reachable-place';
import { startPortal } from '@/tests/support/portal-process';
import { cpuOfChildren, cpuTimeOf } from './cpu-time';
import { type Figure, median } from './figure';
import type { Portal } from './portal';

const CALLS = 20;
const SERVER_STARTS = 5;

/** The goals of 0.3 s and 2 s as multiples of the start of Node itself, on a machine where that takes 21 ms. */
const COMMAND_TIMES = 14;
const SERVER_TIMES = 95;

/** The CPU time of starts, compared with that of Node alone. Child processes are not counted. */
export async function start(portal: Portal): Promise<Figure[]> {
  const env = { DATA_DIR: portal.runtime.config.dataDir };
  const node = cpuOfCall(['-e', '0'], env);
  const help = cpuOfCall(['dist/bin/portal.mjs', '--help'], env);
  // This command queries the database of the running server.
  const command = cpuOfCall(['dist/bin/portal.mjs', 'targets', '--demo'], env);
  const server = await cpuOfServerStart();
  return [
    { name: 'start.node', value: node, unit: 'ms' },
    { name: 'start.portal_help', value: help, unit: 'ms' },
    { name: 'start.portal_help.share', value: help / node, unit: 'times', goal: { atMost: COMMAND_TIMES } },
    { name: 'start.portal_targets', value: command, unit: 'ms' },
    { name: 'start.portal_targets.share', value: command / node, unit: 'times', goal: { atMost: COMMAND_TIMES } },
    { name: 'start.server', value: server, unit: 'ms' },
    { name: 'start.server.share', value: server / node, unit: 'times', goal: { atMost: SERVER_TIMES } },
  ];
}

/**
 * @returns the mean of many calls in milliseconds, since CPU time has a resolution of 10 ms. @throws Error when one
 * fails
 */
function cpuOfCall(args: readonly string[], env: Readonly<Record<string, string>>): number {
  const script = `for call in $(seq ${CALLS}); do "$@" >/dev/null || exit 1; done; cat /proc/$$/stat`;
  const { status, stdout, stderr } = spawnSync('sh', ['-c', script, 'sh', process.execPath, ...args], {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${args.join(' ')} failed: ${stderr}`);
  return cpuOfChildren(stdout) / CALLS;
}

/**
 * The CPU time until the server reports that it is up. The demo's first start also fills its database and is not
 * counted.
 */
async function cpuOfServerStart(): Promise<number> {
  const folder = makeScratchFolder();
  try {
    const settings = { LOG_LEVEL: 'silent', DATA_DIR: join(folder, 'data'), SERVER_PROCESSES: '1' };
    await (await startPortal(settings)).stop();
    const times: number[] = [];
    for (let at = 0; at < SERVER_STARTS; at += 1) {
      const server = await startPortal(settings);
      times.push(cpuTimeOf(server.pid));
      await server.stop();
    }
    return median(times);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
