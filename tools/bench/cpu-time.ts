import { readdirSync, readFileSync } from 'node:fs';

const TICKS_A_SECOND = 100;
const HASHING_NICE = 10;
const WORKER = 'dist/bin/worker.mjs';

/** The programs among which CPU time is divided. */
export type Consumer = 'server' | 'worker' | 'postgres' | 'dovecot' | 'bench';

interface ProcessTimes {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  readonly cpuMs: number;
  /** In ticks since the start of the system. */
  readonly startedAt: number;
}

/**
 * The CPU time used so far by the server, by the programs that it started, and by the bench itself, in milliseconds.
 *
 * @returns undefined without /proc (only Linux has it)
 */
export function cpuTimes(serverPid: number): Record<Consumer, number> | undefined {
  const processes = listProcesses();
  if (!processes) return undefined;
  const own = process.cpuUsage();
  const times = { server: 0, worker: 0, postgres: 0, dovecot: 0, bench: (own.user + own.system) / 1_000 };
  const consumers = new Map<number, Consumer>([[serverPid, 'server']]);
  for (const { pid, parent, name, cpuMs } of processes) {
    const kind = pid === serverPid ? 'server' : kindOf(name, consumers.get(parent));
    if (!kind) continue;
    consumers.set(pid, kind);
    times[kind] += cpuMs;
  }
  return times;
}

/**
 * The CPU time of one process without its children, in milliseconds.
 *
 * @throws Error without /proc, or when there is no such process
 */
export function cpuTimeOf(pid: number): number {
  return inMs(parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8')).fields.slice(11, 13));
}

/**
 * The CPU time used so far by the threads of a process that compute password hashes: they alone have such a low priority.
 *
 * @see lib/hashing/hash-thread.mjs
 */
export function cpuTimeOfHashing(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`).map((id) => readIfRunning(`/proc/${pid}/task/${id}/stat`));
  return threads
    .filter(({ fields }) => Number(fields[16]) >= HASHING_NICE)
    .reduce((all, { fields }) => all + inMs(fields.slice(11, 13)), 0);
}

/** A thread may end while they are listed. */
function readIfRunning(file: string): ReturnType<typeof parseStat> {
  try {
    return parseStat(readFileSync(file, 'utf8'));
  } catch {
    return parseStat('');
  }
}

/** A child process counts as its parent's, except for the servers and the worker that the portal starts. */
function kindOf(name: string, parent: Consumer | undefined): Consumer | undefined {
  if (parent !== 'server') return parent;
  if (/^postgres/.test(name)) return 'postgres';
  if (/^dovecot/.test(name)) return 'dovecot';
  return name === WORKER ? 'worker' : 'server';
}

/** In the order of their start, parents before their children. Process ids begin anew at some time. */
function listProcesses(): ProcessTimes[] | undefined {
  try {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return pids.flatMap((pid) => readTimes(Number(pid))).sort((a, b) => a.startedAt - b.startedAt || a.pid - b.pid);
  } catch {
    return undefined;
  }
}

/** @param stat the text of /proc/<pid>/stat. @returns the CPU time of its terminated children, in milliseconds */
export function cpuOfChildren(stat: string): number {
  return inMs(parseStat(stat).fields.slice(13, 15));
}

function readTimes(pid: number): ProcessTimes[] {
  try {
    const { name, fields } = parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    const [parent = 0] = fields.slice(1);
    // The server's processes and the worker have the name of Node.
    const isWorker = name.startsWith('node') && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(WORKER);
    return [
      { pid, parent, name: isWorker ? WORKER : name, cpuMs: inMs(fields.slice(11, 15)), startedAt: fields[19] ?? 0 },
    ];
  } catch {
    return [];
  }
}

/**
 * @see proc_pid_stat(5): the name is in parentheses and may hold any character; cutime and cstime are of reaped
 * children
 */
function parseStat(stat: string): { name: string; fields: number[] } {
  const [, name = '', rest = ''] = /^\d+ \((.*)\) (.*)$/s.exec(stat) ?? [];
  return { name, fields: rest.split(' ').map(Number) };
}

const inMs = (ticks: readonly number[]): number => (ticks.reduce((all, one) => all + one, 0) * 1_000) / TICKS_A_SECOND;
