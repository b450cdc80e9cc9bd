import { readdirSync, readFileSync } from 'node:fs';

/** The command line of every process of this machine (Linux), by process id; a process that has ended has none. */
export function commandLines(): Map<number, string> {
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const entries = numbers.map((name) => [Number(name), commandLine(name)] as const);
  return new Map(entries.filter(([, line]) => line !== ''));
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim();
  } catch {
    return '';
  }
}

/** The id of a process's parent (Linux); undefined when the process has ended. @see proc_pid_stat(5) */
export function parentOf(pid: number): number | undefined {
  try {
    const [, parent] = /\) . (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return Number(parent);
  } catch {
    return undefined;
  }
}
