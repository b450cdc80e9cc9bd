import { connect } from '@/db/connect';
import { findIsDemo } from '@/db/queries/installation';
import { systemClock } from '@/lib/clock';
import { isDemo, productionConfig, readEnvironment } from '@/lib/config/config';
import { startDeliveryWorker } from '@/lib/delivery/delivery-worker';
import { StartRefusal } from '@/lib/embedded/start-refusal';
import { createLog } from '@/lib/log';
import { forgetHourly } from './forget-hourly';
import { runProgram } from './program';
import { refuseDatabase } from './refuse-database';

/** Delivers changes to the mail servers, beside any number of servers and of other workers. A demo's server does it itself. */
runProgram(async (stops) => {
  const environment = readEnvironment();
  if (isDemo(environment)) throw new StartRefusal('A demo needs no worker: its server delivers by itself.');
  const { databaseUrl, mailServer, logLevel } = productionConfig(environment);
  if (!mailServer) throw new StartRefusal('There is no mail server to deliver to.');

  const log = createLog(logLevel);
  const clock = systemClock;
  const connection = connect(databaseUrl, { most: 5, program: 'mail-portal worker' });
  stops.push(connection.close);
  const isDemoDatabase = await findIsDemo(connection.db).catch(refuseDatabase);
  if (isDemoDatabase) throw new StartRefusal('DATABASE_URL names a demo database: its passwords are public.');

  stops.push((await startDeliveryWorker({ connection, mailServer, clock, log })).stop);
  stops.push(await forgetHourly({ connection, clock, log }));
  log.info({ doveadm: mailServer.doveadm.urls }, 'the worker is up');
});
