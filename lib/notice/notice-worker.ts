import type { Connection } from '@/db/connect';
import { NOTICES_DUE } from '@/db/queries/notices';
import { type Clock, seconds } from '@/lib/clock';
import type { NoticeMailConfig } from '@/lib/config/config';
import type { Log } from '@/lib/log';
import { openMailCarrier } from './open-mail-carrier';
import { type NoticeSender, sendNextNotice } from './send-next-notice';

/** A notification may be missed while a connection is away, and a retry falls due without one. */
const LOOK_EVERY_MS = seconds(1);

export interface NoticeWorker {
  /** Finishes the mail in hand and takes no more. */
  stop(): Promise<void>;
}

/** Sends what is due, woken by each event. Any number of workers may run, in any number of processes. */
export async function startNoticeWorker(worker: {
  connection: Connection;
  config: NoticeSender['config'];
  by: NoticeMailConfig;
  clock: Clock;
  log: Log;
}): Promise<NoticeWorker> {
  const carrier = openMailCarrier(worker.by);
  let stopped = false;
  let wake = () => {};

  async function run(): Promise<void> {
    while (!stopped) {
      const hasSent = await sendNextNotice({ ...worker, carrier }).catch((error) => {
        worker.log.error({ err: error }, 'the notice worker met a surprise');
        return false;
      });
      if (!hasSent && !stopped) await rest();
    }
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

  await worker.connection.listen(NOTICES_DUE, () => wake());
  const running = run();
  return {
    stop: async () => {
      stopped = true;
      wake();
      await running;
      carrier.close();
    },
  };
}
