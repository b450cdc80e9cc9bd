import { constants, setPriority } from 'node:os';
import { connect } from '@/db/connect';
import { findIsDemo } from '@/db/queries/installation';
import { systemClock } from '@/lib/clock';
import { type Config, isDemo, productionConfig, readEnvironment } from '@/lib/config/config';
import type { Environment } from '@/lib/config/environment';
import { CONNECTIONS_FOR_EACH_TARGET, startDeliveryWorker } from '@/lib/delivery/delivery-worker';
import { startHeartbeat } from '@/lib/health/worker-heartbeat';
import { createLog } from '@/lib/log';
import { checkMailTargets } from '@/lib/mail-systems/check-mail-targets';
import { openTargets } from '@/lib/mail-systems/open-targets';
import { startNoticeWorker } from '@/lib/notice/notice-worker';
import { StartRefusal } from '@/lib/start-refusal';
import { reinstateNext } from '@/lib/suspension/reinstate-next';
import { runProgram } from '../program';
import { purgeHourly } from '../purge-hourly';
import { refuseDatabase } from '../refuse-database';
import { configOfRunning, findRunning } from '../server/running-file';

/**
 * Delivers changes to the mail servers and sends notices, beside any number of servers and of other workers. A demo's
 * server starts one.
 */
runProgram(async (stops) => {
  // On two cores a page that somebody waits for goes before a delivery, which is let wait for a moment.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const environment = readEnvironment();
  const config = isDemo(environment) ? configOfDemo(environment) : productionConfig(environment);

  const log = createLog(config.logLevel);
  const clock = systemClock;
  const connection = connect(config.databaseUrl, {
    most: 8 + CONNECTIONS_FOR_EACH_TARGET * Object.keys(config.targets).length,
    program: 'mail-portal worker',
  });
  stops.push(connection.close);
  const isDemoDatabase = await findIsDemo(connection.db).catch(refuseDatabase);
  if (isDemoDatabase && config.mode !== 'demo')
    throw new StartRefusal('DATABASE_URL names a demo database: its passwords are public.');

  await checkMailTargets(connection.db, config);
  const targets = openTargets(config, clock, { db: connection.db });
  stops.push((await startDeliveryWorker({ connection, targets, clock, log, afterInForce: reinstateNext })).stop);
  if (config.noticeMail)
    stops.push((await startNoticeWorker({ connection, config, by: config.noticeMail, clock, log })).stop);
  else if (config.mode !== 'demo') log.warn('SMTP_URL is not set: no notices are sent, and they wait');
  stops.push(await startHeartbeat({ connection, log }));
  stops.push(await purgeHourly({ connection, clock, log }));
  log.info({ targets: Object.keys(config.targets) }, 'the worker is up');
});

function configOfDemo(environment: Environment): Config {
  const running = findRunning(environment.DATA_DIR);
  if (!running) throw new StartRefusal('No demo runs here. npm start starts one, and its worker.');
  return configOfRunning(environment, running);
}
