import { hours } from '@/lib/clock';
import { purgeDeliveryFailures } from '@/lib/delivery/purge-delivery-failures';
import { purgeHeartbeats } from '@/lib/health/worker-heartbeat';
import { purgeOldNotices } from '@/lib/notice/purge-old-notices';
import type { OpenWorker } from '@/lib/runtime/open-worker';
import { purgeSpentLinks } from '@/lib/sign-in/campus-link/purge-spent-links';
import { purgeOldFailures } from '@/lib/sign-in/throttle/purge-old-failures';
import type { Stop } from './program';

const EVERY_MS = hours(1);

/** The housekeeping of a worker. @returns how to end it */
export async function purgeHourly(of: Pick<OpenWorker, 'connection' | 'clock' | 'log'>): Promise<Stop> {
  const { db } = of.connection;
  const forget = async () => {
    for (const [what, forgetting] of [
      ['spent links', purgeSpentLinks],
      ['old failures', purgeOldFailures],
      ['old delivery failures', purgeDeliveryFailures],
      ['old notices', purgeOldNotices],
      ['old heartbeats', purgeHeartbeats],
    ] as const) {
      await forgetting(db, of.clock()).catch((error) => of.log.error({ err: error }, `${what} were not forgotten`));
    }
  };
  await forget();
  const timer = setInterval(forget, EVERY_MS);
  return () => clearInterval(timer);
}
