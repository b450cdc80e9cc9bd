import type { Connection } from '@/db/connect';
import { DELIVERIES_DUE } from '@/db/queries/delivery-signals';
import type { Clock } from '@/lib/clock';
import type { Log } from '@/lib/log';
import { isOfAll } from '@/lib/mail-systems/failure-reasons';
import type { Targets } from '@/lib/mail-systems/open-targets';
import { createWakeSignal, type WakeSignal, workAtSignals } from '@/lib/wake-signal';
import { deliverNext, type TargetWorker } from './deliver-next';
import { createRecovery } from './recovery';

/** For each mail system: one that is slow or down holds up nobody else's. */
const AT_ONCE = 4;
/** Each slot holds a transaction while it asks its mail system; one more for each asks whether the system is well. */
export const CONNECTIONS_FOR_EACH_TARGET = AT_ONCE + 1;

const UNEXPECTED = 'unexpected error of the delivery worker';

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
 * Every mail system has its own slots: one that does not answer keeps its own deliveries waiting, and no others.
 */
export async function startDeliveryWorker(
  worker: Work & {
    targets: Targets;
    /** What follows once a change is in force; called again as long as it says that there may be more. */
    afterInForce(on: Pick<Work, 'connection' | 'clock'>): Promise<boolean>;
  },
): Promise<DeliveryWorker> {
  const due = createWakeSignal();
  const { connection, clock, log } = worker;
  const running: Promise<void>[] = [];
  await connection.listen(DELIVERIES_DUE, due.wake);

  /** Wakes when a change has come into force: that may end a suspension, which is then delivered in its turn. */
  const inForce = createWakeSignal();

  for (const [targetKey, target] of worker.targets) {
    const lane: TargetWorker = { connection, clock, log, target, targetKey };
    const recovery = createRecovery(lane);
    const deliver = async (onTaken: () => void): Promise<void> => {
      const delivered = await deliverNext(lane, onTaken);
      if (delivered.done === 'flushed_once' || delivered.done === 'held') due.wakeIn(delivered.againInMs);
      if (delivered.done === 'failed' && isOfAll(delivered.reason)) recovery.isUnwell();
      if (delivered.done === 'flushed_once' || delivered.done === 'in_force') await recovery.isWell();
      if (delivered.done === 'in_force') inForce.wake();
    };
    running.push(keepDelivering(due, log, deliver));
    running.push(
      workAtSignals(
        due,
        async () => {
          await recovery.look();
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
 * Delivers to one mail system, several at once. The next is looked for when one was found, and not by every slot: most
 * signals tell of a single one.
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
          // An error that comes at once, again and again, is met once a second and not as fast as can be.
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
