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
      const wasBusy = await step().catch((error) => {
        worker.log.error({ err: error }, 'the delivery worker met a surprise');
        return false;
      });
      if (!wasBusy && !stopped) await rest();
    }
  }

  /** A change that is in force may end a suspension, which is then delivered in its turn. */
  async function step(): Promise<boolean> {
    return (await reinstateNext(worker)) || (await deliverNext(worker));
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
