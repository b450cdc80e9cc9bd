import { seconds } from '@/lib/clock';
import type { Log } from '@/lib/log';

/** A notification may be missed while a connection is away, and a retry falls due without one. */
const LOOK_EVERY_MS = seconds(1);

/** Wakes a worker that waits for work. A signal that comes while the worker is busy is not lost. */
export interface WakeSignal {
  wake(): void;
  wakeIn(ms: number): void;
  /** The last signal. */
  stop(): void;
  isStopped(): boolean;
  /** How many signals have come; to be read before one looks for work. */
  count(): number;
  /** Resolves when a signal has come since `seen`, or within a second. */
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
 * Works until there is nothing left to do, and again at the next signal. An error of the work is logged and ends nothing.
 *
 * @param work says whether there may be more
 * @param unexpected what the log says of an error
 * @returns when the signal has stopped and the work in hand is done
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
