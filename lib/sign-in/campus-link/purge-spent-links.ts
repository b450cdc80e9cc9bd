import type { Executor } from '@/db/connect';
import { purgeSpentCampusLinks } from '@/db/queries/campus-links';
import { before, days } from '@/lib/clock';

/** A clock that is stepped back makes a link fresh again. This margin keeps the spent ones known in that case. */
const CLOCK_MARGIN_MS = days(1);

/** Deletes the spent campus links that have been refused as expired for more than a day. */
export async function purgeSpentLinks(on: Executor, now: Date): Promise<void> {
  await purgeSpentCampusLinks(on, before(now, CLOCK_MARGIN_MS));
}
