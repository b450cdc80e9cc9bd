import type { Executor } from '@/db/connect';
import { purgeFewFailures, purgeTriedFingerprints } from '@/db/queries/sign-in-failures';
import { purgeWindows } from '@/db/queries/throttle-windows';
import { before, days } from '@/lib/clock';
import { FINGERPRINT_LIFE_MS, FREE_FAILURES } from './throttle-rules';

const A_YEAR_MS = days(365);

/**
 * Forgets fingerprints after a day, windows that are over, and, after a year, the typing errors of an account: so many
 * as are free. More than that is kept for good, since an account has 100 failures in a row and no more.
 */
export async function purgeOldFailures(on: Executor, now: Date): Promise<void> {
  await purgeTriedFingerprints(on, before(now, FINGERPRINT_LIFE_MS));
  await purgeFewFailures(on, { most: FREE_FAILURES, triedBefore: before(now, A_YEAR_MS) });
  await purgeWindows(on, now);
}
