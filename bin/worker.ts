import { connect } from '@/db/connect';
import { findIsDemo } from '@/db/queries/installation';
import { forgetSpentLinks } from '@/lib/campus-link/forget-spent-links';
import { hours, systemClock } from '@/lib/clock';
import { BadConfiguration, isDemo, productionConfig, readEnvironment } from '@/lib/config/config';
import { startDeliveryWorker } from '@/lib/delivery/delivery-worker';
import { StartRefusal } from '@/lib/embedded/start-refusal';
import { createLog } from '@/lib/log';

const FORGET_EVERY_MS = hours(1);

const stops: (() => Promise<void> | void)[] = [];
let stopping: Promise<void> | undefined;

/** Delivers changes to the mail servers, beside any number of servers and of other workers. A demo's server does it itself. */
async function start(): Promise<void> {
  const environment = readEnvironment();
  if (isDemo(environment)) throw new StartRefusal('A demo needs no worker: its server delivers by itself.');
  const { databaseUrl, mailServer, logLevel } = productionConfig(environment);
  if (!mailServer) throw new StartRefusal('There is no mail server to deliver to.');

  const log = createLog(logLevel);
  const clock = systemClock;
  const connection = connect(databaseUrl, { most: 5, program: 'mail-portal worker' });
  stops.push(connection.close);
  const isDemoDatabase = await findIsDemo(connection.db).catch((cause) => {
    throw new StartRefusal('The database cannot be used: npm run portal -- doctor says why.', { cause });
  });
  if (isDemoDatabase) throw new StartRefusal('DATABASE_URL names a demo database, whose passwords are public.');

  const worker = await startDeliveryWorker({ connection, mailServer, clock, log });
  stops.push(worker.stop);
  const forget = () =>
    forgetSpentLinks(connection.db, clock()).catch((error) =>
      log.error({ err: error }, 'spent links were not forgotten'),
    );
  const timer = setInterval(forget, FORGET_EVERY_MS);
  stops.push(() => clearInterval(timer));
  await forget();
  log.info({ doveadm: mailServer.doveadm.urls }, 'the worker is up');
}

/** In the opposite order of the start: the delivery in hand is finished before the database is left. */
function stop(): Promise<void> {
  stopping ??= (async () => {
    for (const stopOne of stops.splice(0).reverse()) await stopOne();
  })();
  return stopping;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}

start().catch(async (error) => {
  const isForHumans = error instanceof StartRefusal || error instanceof BadConfiguration;
  process.stderr.write(`${isForHumans ? error.message : error?.stack}\n`);
  await stop().catch(() => {});
  process.exit(1);
});
