import { seconds } from '@/lib/clock';
import type { Log } from '@/lib/log';

/** Poll interval: a notification may be missed while a connection is down, and a retry becomes due without one. */
const LOOK_EVERY_MS = seconds(1);

/** Wakes a worker that waits for work. A signal that arrives while the worker is busy is not lost. */
export interface WakeSignal {
  wake(): void;
  wakeIn(ms: number): void;
  /** Sends the last signal. */
  stop(): void;
  isStopped(): boolean;
  /** The number of signals so far. Read it before looking for work. */
  count(): number;
  /** Resolves when a signal has arrived since `seen`, or within a second. */
  next(seen: number): Promise<void>;
}

export function createWakeSignal(): WakeSignal {
  let stopped = false;
  let count = 0;
  const waiting = new Set<() => void>();
  const wake = () => {
    count += 1;
    for (const one of waiting) one();
  };
  return {
    wake,
    wakeIn: (ms) => void setTimeout(wake, ms).unref(),
    stop: () => {
      stopped = true;
      wake();
    },
    isStopped: () => stopped,
    count: () => count,
    next: async (seen) => {
      if (stopped || count !== seen) return;
      await new Promise<void>((resolve) => {
        const one = () => {
          clearTimeout(timer);
          waiting.delete(one);
          resolve();
        };
        const timer = setTimeout(one, LOOK_EVERY_MS);
        waiting.add(one);
      });
    },
  };
}

/**
 * Works until there is nothing left to do, and again at the next signal. An error of the work is logged; the loop goes on.
 *
 * @param work returns whether there may be more
 * @param unexpected the log message for an error
 * @returns when the signal has stopped and the current work is done
 */
export async function workAtSignals(
  signal: WakeSignal,
  work: () => Promise<boolean>,
  { log, unexpected }: { log: Log; unexpected: string },
): Promise<void> {
  while (!signal.isStopped()) {
    const seen = signal.count();
    const mayHaveMore = await work().catch((error) => {
      log.error({ err: error }, unexpected);
      return false;
    });
    if (!mayHaveMore) await signal.next(seen);
  }
}
