import { constants, setPriority } from 'node:os';
import { isDemo, productionConfig, readEnvironment } from '@/lib/config/config';
import { startDeliveryWorker } from '@/lib/delivery/delivery-worker';
import { ingestDemoLogs } from '@/lib/demo/mail-logs/ingest-demo-logs';
import { startHeartbeat } from '@/lib/health/worker-heartbeat';
import { createLog } from '@/lib/log';
import { followMailLogs } from '@/lib/mail-log/follow-mail-logs';
import { checkMailTargets } from '@/lib/mail-systems/check-mail-targets';
import { startNoticeWorker } from '@/lib/notice/notice-worker';
import { checkInstallation } from '@/lib/runtime/check-installation';
import { openWorker } from '@/lib/runtime/open-worker';
import { reinstateNext } from '@/lib/suspension/reinstate-next';
import { notifyBusySendersHourly } from '../notify-busy-senders-hourly';
import { runProgram } from '../program';
import { purgeHourly } from '../purge-hourly';
import { configOfDemo } from '../server/running-file';

/**
 * Delivers changes to the mail systems and sends notices. Any number of servers and workers may run. The server of a demo
 * starts one worker.
 */
runProgram(async (stops) => {
  // A user waits for a page; on two cores a delivery may wait for a moment.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const environment = readEnvironment();
  const config = isDemo(environment) ? configOfDemo(environment) : productionConfig(environment);

  const log = createLog(config.logLevel);
  const worker = openWorker(config, log);
  const { db } = worker.connection;
  stops.push(worker.close);
  await checkInstallation({ db, config });
  await checkMailTargets(db, config);
  stops.push((await startDeliveryWorker({ ...worker, afterInForce: reinstateNext })).stop);
  if (config.noticeMail) stops.push((await startNoticeWorker({ ...worker, by: config.noticeMail })).stop);
  else if (config.mode !== 'demo') log.warn('SMTP_URL is not set: notices are not sent and wait');
  stops.push(await startHeartbeat(worker));
  stops.push(await purgeHourly(worker));
  if (config.mode === 'demo') await ingestDemoLogs(worker);
  stops.push(await followMailLogs(worker));
  // After the logs of a demo: its yesterday may be a busy day.
  stops.push(await notifyBusySendersHourly(worker));
  log.info({ targets: Object.keys(config.targets) }, 'the worker is up');
});
