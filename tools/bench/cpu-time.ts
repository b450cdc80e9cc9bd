import { readdirSync, readFileSync } from 'node:fs';

const TICKS_A_SECOND = 100;

export type Consumer = 'server' | 'postgres' | 'dovecot' | 'bench';

interface ProcessTimes {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  readonly cpuMs: number;
}

/**
 * The processor time that the server, what it has started, and we ourselves have used so far, in milliseconds.
 *
 * @returns undefined where there is no /proc (only Linux has it)
 */
export function cpuTimes(serverPid: number): Record<Consumer, number> | undefined {
  const processes = listProcesses();
  if (!processes) return undefined;
  const times = { server: 0, postgres: 0, dovecot: 0, bench: process.cpuUsage().user / 1_000 };
  times.bench += process.cpuUsage().system / 1_000;
  const family = new Map<number, Consumer>([[serverPid, 'server']]);
  for (const { pid, parent, name, cpuMs } of processes) {
    const kind = pid === serverPid ? 'server' : kindOf(name, family.get(parent));
    if (!kind) continue;
    family.set(pid, kind);
    times[kind] += cpuMs;
  }
  return times;
}

/** A child belongs to its parent, but for the two servers that the portal starts. */
function kindOf(name: string, parent: Consumer | undefined): Consumer | undefined {
  if (parent !== 'server') return parent;
  return /^postgres/.test(name) ? 'postgres' : /^dovecot/.test(name) ? 'dovecot' : 'server';
}

/** In the order of their numbers, parents before their children. */
function listProcesses(): ProcessTimes[] | undefined {
  try {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return pids.flatMap((pid) => readTimes(Number(pid))).sort((a, b) => a.pid - b.pid);
  } catch {
    return undefined;
  }
}

/** @see proc_pid_stat(5): the name stands in brackets and may hold anything; ended children count with their parent */
function readTimes(pid: number): ProcessTimes[] {
  try {
    const [, name = '', rest = ''] = /^\d+ \((.*)\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    const fields = rest.split(' ').map(Number);
    const [parent = 0] = fields.slice(1);
    const ticks = fields.slice(11, 15).reduce((all, one) => all + one, 0);
    return [{ pid, parent, name, cpuMs: (ticks * 1_000) / TICKS_A_SECOND }];
  } catch {
    return [];
  }
}
