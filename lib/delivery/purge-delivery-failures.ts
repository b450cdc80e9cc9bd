import type { Executor } from '@/db/connect';
import { purgeFailuresBefore } from '@/db/queries/delivery-queue';
import { before, days } from '@/lib/clock';

const KEPT_MS = days(30);

/** What went wrong a month ago helps nobody any more. @returns how many failures were forgotten */
export async function purgeDeliveryFailures(on: Executor, now: Date): Promise<number> {
  return purgeFailuresBefore(on, before(now, KEPT_MS));
}
