import type { Connection } from '@/db/connect';
import { NOTICES_DUE } from '@/db/queries/notices';
import type { Clock } from '@/lib/clock';
import type { NoticeMailConfig } from '@/lib/config/config';
import type { Log } from '@/lib/log';
import { createWakeSignal, workAtSignals } from '@/lib/wake-signal';
import { openFolderCarrier } from './folder-carrier';
import { type NoticeSender, sendNextNotice } from './send-next-notice';
import { openSmtpCarrier } from './smtp-carrier';

export interface NoticeWorker {
  /** Finishes the current mail and takes no more. */
  stop(): Promise<void>;
}

/**
 * Sends the notices that are due, and wakes at each event. Any number of workers may run, in any number of processes.
 */
export async function startNoticeWorker(worker: {
  connection: Connection;
  config: NoticeSender['config'];
  by: NoticeMailConfig;
  clock: Clock;
  log: Log;
}): Promise<NoticeWorker> {
  const { by } = worker;
  const carrier = by.kind === 'smtp' ? openSmtpCarrier(by.server) : openFolderCarrier(by.folder);
  const due = createWakeSignal();
  await worker.connection.listen(NOTICES_DUE, due.wake);
  const running = workAtSignals(due, () => sendNextNotice({ ...worker, carrier }), {
    log: worker.log,
    unexpected: 'unexpected error in the notice worker',
  });
  return {
    stop: async () => {
      due.stop();
      await running;
      carrier.close();
    },
  };
}
