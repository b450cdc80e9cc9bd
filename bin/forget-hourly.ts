import type { Connection } from '@/db/connect';
import { type Clock, hours } from '@/lib/clock';
import { forgetDeliveryFailures } from '@/lib/delivery/forget-delivery-failures';
import { purgeHeartbeats } from '@/lib/health/worker-heartbeat';
import type { Log } from '@/lib/log';
import { forgetOldNotices } from '@/lib/notice/forget-old-notices';
import { forgetSpentLinks } from '@/lib/sign-in/campus-link/forget-spent-links';
import { forgetOldFailures } from '@/lib/sign-in/throttle/forget-old-failures';
import type { Stop } from './program';

const EVERY_MS = hours(1);

/** The housekeeping of a worker. @returns how to end it */
export async function forgetHourly(of: { connection: Connection; clock: Clock; log: Log }): Promise<Stop> {
  const { db } = of.connection;
  const forget = async () => {
    for (const [what, forgetting] of [
      ['spent links', forgetSpentLinks],
      ['old failures', forgetOldFailures],
      ['old delivery failures', forgetDeliveryFailures],
      ['old notices', forgetOldNotices],
      ['old heartbeats', purgeHeartbeats],
    ] as const) {
      await forgetting(db, of.clock()).catch((error) => of.log.error({ err: error }, `${what} were not forgotten`));
    }
  };
  await forget();
  const timer = setInterval(forget, EVERY_MS);
  return () => clearInterval(timer);
}
