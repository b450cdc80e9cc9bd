import type { Connection } from '@/db/connect';
import { DELIVERIES_DUE } from '@/db/queries/deliveries';
import { type Clock, seconds } from '@/lib/clock';
import type { MailServerConfig } from '@/lib/config/config';
import type { Log } from '@/lib/log';
import { reinstateNext } from '@/lib/suspension/reinstate-next';
import { deliverNext } from './deliver-next';

/** A notice may be missed while a connection is away, and a retry falls due without one. */
const LOOK_EVERY_MS = seconds(1);

export interface DeliveryWorker {
  /** Finishes the delivery in hand and takes no more. */
  stop(): Promise<void>;
}

/** Delivers what is due, woken by each change. Any number of workers may run, in any number of processes. */
export async function startDeliveryWorker(worker: {
  connection: Connection;
  mailServer: MailServerConfig;
  clock: Clock;
  log: Log;
}): Promise<DeliveryWorker> {
  let stopped = false;
  let wake = () => {};

  async function run(): Promise<void> {
    while (!stopped) {
      const hasDelivered = await attempt(deliverNext);
      // A change that is in force may end a suspension, which is then delivered in its turn.
      const hasReinstated = !stopped && (await attempt(reinstateNext));
      if (!hasDelivered && !hasReinstated && !stopped) await rest();
    }
  }

  /** What one kind of work stumbles over must not keep the other from being done. */
  function attempt(work: (by: typeof worker) => Promise<boolean>): Promise<boolean> {
    return work(worker).catch((error) => {
      worker.log.error({ err: error }, 'the delivery worker met a surprise');
      return false;
    });
  }

  function rest(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, LOOK_EVERY_MS);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  await worker.connection.listen(DELIVERIES_DUE, () => wake());
  const running = run();
  return {
    stop: async () => {
      stopped = true;
      wake();
      await running;
    },
  };
}
