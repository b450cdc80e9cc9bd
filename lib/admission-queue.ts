import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { minutes, seconds } from '@/lib/clock';
import { shareOf } from '@/lib/process-share';
import { type Refused, refuse } from '@/lib/result';

/**
 * Admission control for work that occupies a core or a connection much longer than a page does. A few run at a time; the
 * others wait in order of arrival; requests that would wait too long are refused.
 */
export interface AdmissionQueue {
  /**
   * Runs the work when its place in the queue is reached.
   *
   * @returns the result of the work; or `service.full`, at once or after LONGEST_WAIT_MS at the latest, with the number
   * `ahead` and the `seconds` after which to try again. Refused work is never started
   * @throws any error of the work
   */
  admit<T>(work: () => Promise<T>): Promise<T | QueueFull>;
  figures(): AdmissionFigures;
}

export type QueueFull = Refused<'service.full'>;

/** Gauges, and counters since the start. */
export interface AdmissionFigures {
  readonly running: number;
  readonly waiting: number;
  readonly admitted: number;
  readonly refused: number;
  /** The total waiting time of all admitted requests, in milliseconds. */
  readonly waitedMs: number;
}

/** Browsers, proxies and users give up soon after. */
export const LONGEST_WAIT_MS = seconds(20);
/** Each waiting request keeps a connection open. */
const MOST_WAITING = 256;
/** Bounds for the reported estimate of when to try again. */
const COME_AGAIN_MS = { least: seconds(5), most: minutes(2) };
/** The assumed duration of the work until the first one has finished. */
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
  /** The expected time until a request that arrives now is admitted. */
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
  /** Separate, since a directory that does not answer occupies its slots until each attempt times out. */
  readonly signInByDirectory: AdmissionQueue;
}

/**
 * A change waits for the database half of its time. As many as there are cores keep them busy; pages come first all the
 * same, since the threads that compute hashes have a low priority.
 */
const CHANGING = availableParallelism();
/** One core stays free for pages and for the database. */
const COMPUTING = Math.max(availableParallelism() - 1, 1);
/** A sign-in at a directory waits for the network. */
const ASKING = 8;

/** @param processes how many server processes share the limits of this machine */
export function createAdmission(processes = 1): Admission {
  const mostWaiting = shareOf(MOST_WAITING, processes);
  const queue = (slots: number) => createAdmissionQueue({ slots: shareOf(slots, processes), mostWaiting });
  return { change: queue(CHANGING), signInByDatabase: queue(COMPUTING), signInByDirectory: queue(ASKING) };
}
