import { cpus } from 'node:os';

/** Probes a second while the machine has time for them. */
const QUIET_EACH_SECOND = 5;
/** Above this share of used processor time the machine counts as busy. */
const BUSY = 0.85;
/** The share of all cores that probes may use on a busy machine. */
const BUSY_SHARE = 0.02;
/** The processor time of one probe at Dovecot: a login with its argon2id computation, and two new processes. */
const PROBE_MS = 40;
/** On a busy machine, what was not used before: a few changes after a pause are probed at once. */
const MOST_SAVED = 3;

/** Processor time in milliseconds since the machine was started, over all cores. */
export interface CpuTimes {
  readonly used: number;
  readonly all: number;
}

export interface ProbeBudget {
  /** Takes one probe from the budget. @returns false if there is none left */
  take(): boolean;
  /** Whether the last second was a busy one. */
  isBusy(): boolean;
  /** To be called every second. */
  renew(): void;
}

/**
 * How many logins with a new password a process may start. A quiet machine probes every change. A busy one gives the
 * processor to changes and pages, and a small share of it to probes.
 *
 * @param options.processes how many server processes share the budget of this machine
 */
export function createProbeBudget({
  read = readCpuTimes,
  cores = cpus().length,
  processes = 1,
}: {
  read?: () => CpuTimes;
  cores?: number;
  processes?: number;
} = {}): ProbeBudget {
  const quietEachSecond = Math.ceil(QUIET_EACH_SECOND / processes);
  const busyEachSecond = (BUSY_SHARE * cores * 1_000) / PROBE_MS / processes;
  let before = read();
  let busy = false;
  let left = quietEachSecond;
  return {
    isBusy: () => busy,
    take: () => {
      if (left < 1) return false;
      left -= 1;
      return true;
    },
    renew: () => {
      const now = read();
      const all = now.all - before.all;
      busy = (now.used - before.used) / all > BUSY;
      before = now;
      left = busy ? Math.min(left + busyEachSecond, MOST_SAVED) : quietEachSecond;
    },
  };
}

function readCpuTimes(): CpuTimes {
  let used = 0;
  let idle = 0;
  for (const { times } of cpus()) {
    used += times.user + times.nice + times.sys + times.irq;
    idle += times.idle;
  }
  return { used, all: used + idle };
}
