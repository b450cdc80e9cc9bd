import type { Connection } from '@/db/connect';
import { DELIVERIES_DUE } from '@/db/queries/delivery-signals';
import { type Clock, seconds } from '@/lib/clock';
import type { Log } from '@/lib/log';
import { isOfAll } from '@/lib/mail-systems/failure-reasons';
import type { Targets } from '@/lib/mail-systems/open-targets';
import { deliverNext, type TargetWorker } from './deliver-next';
import { createRecovery } from './recovery';

const LOOK_EVERY_MS = seconds(1);
/** For each mail system: one that is slow or down holds up nobody else's. */
const AT_ONCE = 4;
/** Each hand holds a transaction while it asks its mail system; there is one more for each that asks whether it is well. */
export const CONNECTIONS_FOR_EACH_TARGET = AT_ONCE + 1;

const SURPRISE = 'the delivery worker met a surprise';

export interface DeliveryWorker {
  /** Finishes the deliveries in hand and takes no more. */
  stop(): Promise<void>;
}

interface Work {
  connection: Connection;
  clock: Clock;
  log: Log;
}

/**
 * Delivers what is due, woken by each change. Any number of workers may run, in any number of processes.
 *
 * Every mail system has its own hands: one that does not answer keeps its own deliveries waiting, and no others.
 */
export async function startDeliveryWorker(
  worker: Work & {
    targets: Targets;
    /** What follows once a change is in force; called again as long as it says that there may be more. */
    afterInForce(on: Pick<Work, 'connection' | 'clock'>): Promise<boolean>;
  },
): Promise<DeliveryWorker> {
  const bell = createBell();
  const { connection, clock, log } = worker;
  const running: Promise<void>[] = [];
  await connection.listen(DELIVERIES_DUE, bell.ring);

  /** Rings when a change has come into force: that may end a suspension, which is then delivered in its turn. */
  const inForce = createBell();

  for (const [settings, target] of worker.targets) {
    const lane: TargetWorker = { connection, clock, log, target, settings };
    const recovery = createRecovery(lane);
    const deliver = async (onTaken: () => void): Promise<void> => {
      const delivered = await deliverNext(lane, onTaken);
      if (delivered.done === 'flushed_once' || delivered.done === 'held') bell.ringIn(delivered.againInMs);
      if (delivered.done === 'failed' && isOfAll(delivered.reason)) recovery.isUnwell();
      if (delivered.done === 'flushed_once' || delivered.done === 'in_force') await recovery.isWell();
      if (delivered.done === 'in_force') inForce.ring();
    };
    running.push(keepDelivering(bell, log, deliver));
    running.push(
      keepDoing(bell, log, async () => {
        await recovery.look();
        return false;
      }),
    );
  }
  running.push(keepDoing(inForce, log, () => worker.afterInForce({ connection, clock })));

  return {
    stop: async () => {
      bell.stop();
      inForce.stop();
      await Promise.all(running);
    },
  };
}

/**
 * Delivers to one mail system, several at once. The next is looked for when one was found, and not by every hand: most
 * rings tell of a single one.
 */
async function keepDelivering(bell: Bell, log: Log, deliver: (onTaken: () => void) => Promise<void>): Promise<void> {
  const hands = new Set<Promise<void>>();
  while (!bell.isStopped()) {
    const heard = bell.rings();
    const hasFound = await new Promise<boolean>((found) => {
      const hand = deliver(() => found(true))
        .catch((error) => {
          log.error({ err: error }, SURPRISE);
          found(false);
          // What surprises at once, again and again, is met once a second and not as fast as can be.
          return bell.next(bell.rings());
        })
        .finally(() => {
          hands.delete(hand);
          found(false);
        });
      hands.add(hand);
    });
    if (!hasFound) await bell.next(heard);
    else if (hands.size >= AT_ONCE) await Promise.race(hands);
  }
  await Promise.all(hands);
}

/** Does one kind of work until there is none, and again when the bell rings. A surprise ends neither it nor another kind. */
async function keepDoing(bell: Bell, log: Log, work: () => Promise<boolean>): Promise<void> {
  while (!bell.isStopped()) {
    const heard = bell.rings();
    const hadSome = await work().catch((error) => {
      log.error({ err: error }, SURPRISE);
      return false;
    });
    if (!hadSome) await bell.next(heard);
  }
}

interface Bell {
  ring(): void;
  ringIn(ms: number): void;
  /** The last ring. */
  stop(): void;
  isStopped(): boolean;
  rings(): number;
  /** Resolves when it has rung since `heard`, or within a second: a notice may be missed, and a retry falls due without one. */
  next(heard: number): Promise<void>;
}

function createBell(): Bell {
  let stopped = false;
  let rings = 0;
  const waiting = new Set<() => void>();
  const ring = () => {
    rings += 1;
    for (const wake of waiting) wake();
  };
  return {
    ring,
    ringIn: (ms) => void setTimeout(ring, ms).unref(),
    stop: () => {
      stopped = true;
      ring();
    },
    isStopped: () => stopped,
    rings: () => rings,
    next: async (heard) => {
      if (stopped || rings !== heard) return;
      await new Promise<void>((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, LOOK_EVERY_MS);
        waiting.add(wake);
      });
    },
  };
}
