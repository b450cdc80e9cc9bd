import type { Executor } from '@/db/connect';
import { purgeFewFailures, purgeTriedFingerprints } from '@/db/queries/sign-in-failures';
import { purgeWindows } from '@/db/queries/throttle-windows';
import { before, days } from '@/lib/clock';
import { FINGERPRINT_LIFE_MS, FREE_FAILURES } from './throttle-rules';

const A_YEAR_MS = days(365);

/**
 * Purges fingerprints after a day, windows that have ended, and after a year the failures of an account if they are no more
 * than the free ones. More failures are kept for good, since the limit of 100
 * in a row has no end in time.
 */
export async function purgeOldFailures(on: Executor, now: Date): Promise<void> {
  await purgeTriedFingerprints(on, before(now, FINGERPRINT_LIFE_MS));
  await purgeFewFailures(on, { most: FREE_FAILURES, triedBefore: before(now, A_YEAR_MS) });
  await purgeWindows(on, now);
}
