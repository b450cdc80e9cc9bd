import type { Connection } from '@/db/connect';
import { DELIVERIES_DUE } from '@/db/queries/delivery-signals';
import type { Clock } from '@/lib/clock';
import type { Log } from '@/lib/log';
import { mayConcernWholeSystem } from '@/lib/mail-systems/failure-reasons';
import type { Targets } from '@/lib/mail-systems/open-targets';
import { createWakeSignal, type WakeSignal, workAtSignals } from '@/lib/wake-signal';
import { deliverNext, type TargetWorker } from './deliver-next';
import { createRecovery } from './recovery';

/** Slots of each mail system, so that a slow or unreachable one delays no other. */
const AT_ONCE = 4;
/**
 * Each slot holds a transaction while it waits for its mail system; the recovery check of the target needs one more.
 */
export const CONNECTIONS_FOR_EACH_TARGET = AT_ONCE + 1;

const UNEXPECTED = 'unexpected error of the delivery worker';

export interface DeliveryWorker {
  /** Finishes the running deliveries and takes no more. */
  stop(): Promise<void>;
}

interface Work {
  connection: Connection;
  clock: Clock;
  log: Log;
}

/**
 * Starts the delivery of due changes; each change sends a wake signal. Any number of workers may run, in any number of
 * processes.
 *
 * Every mail system has its own slots: one that does not answer delays its own deliveries only.
 */
export async function startDeliveryWorker(
  worker: Work & {
    targets: Targets;
    /** Work that follows a change in force. It is called again while it returns true: there may be more. */
    afterInForce(on: Pick<Work, 'connection' | 'clock'>): Promise<boolean>;
  },
): Promise<DeliveryWorker> {
  const due = createWakeSignal();
  const { connection, clock, log } = worker;
  const running: Promise<void>[] = [];
  await connection.listen(DELIVERIES_DUE, due.wake);

  /** Wakes when a change has come into force. That may end a suspension, which is then delivered as well. */
  const inForce = createWakeSignal();

  for (const [targetKey, target] of worker.targets) {
    const lane: TargetWorker = { connection, clock, log, target, targetKey };
    const recovery = createRecovery(lane);
    const deliver = async (onTaken: () => void): Promise<void> => {
      const delivered = await deliverNext(lane, onTaken);
      if (delivered.done === 'flushed_once' || delivered.done === 'held') due.wakeIn(delivered.againInMs);
      if (delivered.done === 'failed' && mayConcernWholeSystem(delivered.reason)) recovery.attemptFailed();
      if (delivered.done === 'flushed_once' || delivered.done === 'in_force') await recovery.attemptSucceeded();
      if (delivered.done === 'in_force') inForce.wake();
    };
    running.push(keepDelivering(due, log, deliver));
    running.push(
      workAtSignals(
        due,
        async () => {
          await recovery.check();
          return false;
        },
        { log, unexpected: UNEXPECTED },
      ),
    );
  }
  running.push(
    workAtSignals(inForce, () => worker.afterInForce({ connection, clock }), { log, unexpected: UNEXPECTED }),
  );

  return {
    stop: async () => {
      due.stop();
      inForce.stop();
      await Promise.all(running);
    },
  };
}

/**
 * Delivers to one mail system, several deliveries at once. Slots start one after another, each when the previous one
 * found a delivery: most wake signals announce a single one.
 */
async function keepDelivering(
  due: WakeSignal,
  log: Log,
  deliver: (onTaken: () => void) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  while (!due.isStopped()) {
    const seen = due.count();
    const hasFound = await new Promise<boolean>((found) => {
      const one = deliver(() => found(true))
        .catch((error) => {
          log.error({ err: error }, UNEXPECTED);
          found(false);
          // Wait for the next wake signal, at most a second, so that a repeated error does not cause a busy loop.
          return due.next(due.count());
        })
        .finally(() => {
          running.delete(one);
          found(false);
        });
      running.add(one);
    });
    if (!hasFound) await due.next(seen);
    else if (running.size >= AT_ONCE) await Promise.race(running);
  }
  await Promise.all(running);
}
