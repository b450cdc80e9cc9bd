import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { minutes, seconds } from '@/lib/clock';
import { type Refused, refuse } from '@/lib/result';

/**
 * Admission control for work that keeps a core or a connection busy much longer than a page does: a few at a time, the
 * others in the order in which they come, and a refusal for those that would wait too long.
 */
export interface AdmissionQueue {
  /**
   * Runs the work when its turn comes.
   *
   * @returns what the work returns; or at once, or after LONGEST_WAIT_MS at the latest, `service.full` with the number
   * `ahead` and the `seconds` after which it is worth coming again. Work that is refused is never begun
   * @throws whatever the work throws
   */
  admit<T>(work: () => Promise<T>): Promise<T | QueueFull>;
  figures(): AdmissionFigures;
}

export type QueueFull = Refused<'service.full'>;

/** Gauges, and counts since the start. */
export interface AdmissionFigures {
  readonly running: number;
  readonly waiting: number;
  readonly admitted: number;
  readonly refused: number;
  /** What all that were admitted have waited, in milliseconds. */
  readonly waitedMs: number;
}

/** Browsers, proxies and people give up soon after. */
export const LONGEST_WAIT_MS = seconds(20);
/** Each waiting request keeps a connection open. */
const MOST_WAITING = 256;
/** The estimate of the time until there is room is told within these bounds. */
const COME_AGAIN_MS = { least: seconds(5), most: minutes(2) };
/** How long one takes, before the first has ended. */
const FIRST_DURATION_MS = 200;
/** The weight of the latest duration in the moving average. */
const LATEST_WEIGHT = 0.1;

/** @param slots how many run at once */
export function createAdmissionQueue({
  slots,
  mostWaiting = MOST_WAITING,
  longestWaitMs = LONGEST_WAIT_MS,
}: {
  slots: number;
  mostWaiting?: number;
  longestWaitMs?: number;
}): AdmissionQueue {
  const limit = pLimit(slots);
  let averageMs = FIRST_DURATION_MS;
  const counts = { admitted: 0, refused: 0, waitedMs: 0 };
  const ahead = () => limit.activeCount + limit.pendingCount;
  /** Until one that comes now is admitted. */
  const expectedWaitMs = () => (Math.max(ahead() - slots + 1, 0) * averageMs) / slots;

  function full(): QueueFull {
    counts.refused += 1;
    const comeAgainMs = Math.min(Math.max(expectedWaitMs(), COME_AGAIN_MS.least), COME_AGAIN_MS.most);
    return refuse('service.full', { ahead: ahead(), seconds: Math.ceil(comeAgainMs / seconds(1)) });
  }

  async function measured<T>(work: () => Promise<T>): Promise<T> {
    const begunAt = performance.now();
    try {
      return await work();
    } finally {
      averageMs += LATEST_WEIGHT * (performance.now() - begunAt - averageMs);
    }
  }

  return {
    async admit(work) {
      if (limit.pendingCount >= mostWaiting || expectedWaitMs() > longestWaitMs) return full();
      const cameAt = performance.now();
      return new Promise((resolve, reject) => {
        let isRefused = false;
        const patience = setTimeout(() => {
          isRefused = true;
          resolve(full());
        }, longestWaitMs);
        void limit(async () => {
          clearTimeout(patience);
          if (isRefused) return;
          counts.admitted += 1;
          counts.waitedMs += performance.now() - cameAt;
          await measured(work).then(resolve, reject);
        });
      });
    },
    figures: () => ({ running: limit.activeCount, waiting: limit.pendingCount, ...counts }),
  };
}

/** The queues of one process, by what is admitted. */
export interface Admission {
  readonly change: AdmissionQueue;
  readonly signInByDatabase: AdmissionQueue;
  /** Of its own, since a directory that does not answer keeps its slots until each try times out. */
  readonly signInByDirectory: AdmissionQueue;
}

/** One core stays free for pages and for the database. */
const COMPUTING = Math.max(availableParallelism() - 1, 1);
/** A sign-in at a directory waits for the network. */
const ASKING = 8;

export const createAdmission = (): Admission => ({
  change: createAdmissionQueue({ slots: COMPUTING }),
  signInByDatabase: createAdmissionQueue({ slots: COMPUTING }),
  signInByDirectory: createAdmissionQueue({ slots: ASKING }),
});
