import { hours } from '@/lib/clock';
import { purgeDeliveryFailures } from '@/lib/delivery/purge-delivery-failures';
import { purgeHeartbeats } from '@/lib/health/worker-heartbeat';
import { maintainLogPartitions } from '@/lib/mail-log/maintain-log-partitions';
import { purgeOldNotices } from '@/lib/notice/purge-old-notices';
import type { OpenWorker } from '@/lib/runtime/open-worker';
import { purgeSpentLinks } from '@/lib/sign-in/campus-link/purge-spent-links';
import { purgeOldFailures } from '@/lib/sign-in/throttle/purge-old-failures';
import type { Stop } from './program';

const EVERY_MS = hours(1);

/** Deletes expired rows now, and every hour from now on. @returns how to end it */
export async function purgeHourly(of: Pick<OpenWorker, 'connection' | 'clock' | 'log' | 'config'>): Promise<Stop> {
  const { db } = of.connection;
  const purgeAll = async () => {
    for (const [rows, purge] of [
      ['spent links', purgeSpentLinks],
      ['old sign-in failures', purgeOldFailures],
      ['old delivery failures', purgeDeliveryFailures],
      ['old notices', purgeOldNotices],
      ['old heartbeats', purgeHeartbeats],
    ] as const) {
      await purge(db, of.clock()).catch((error) => of.log.error({ err: error }, `could not purge ${rows}`));
    }
    await maintainLogPartitions(db, of.config.mailLogs).catch((error) => {
      of.log.error({ err: error }, 'could not make or drop the partitions of the mail logs');
    });
  };
  await purgeAll();
  const timer = setInterval(purgeAll, EVERY_MS);
  return () => clearInterval(timer);
}
