import type { Executor } from '@/db/connect';
import { purgeFailuresBefore } from '@/db/queries/delivery-queue';
import { before, days } from '@/lib/clock';

const KEPT_MS = days(30);

/** Purges the records of failures older than thirty days. @returns the number of deleted rows */
export async function purgeDeliveryFailures(on: Executor, now: Date): Promise<number> {
  return purgeFailuresBefore(on, before(now, KEPT_MS));
}
