import type { Executor } from '@/db/connect';
import { purgeSpentCampusLinks } from '@/db/queries/campus-links';
import { before, days } from '@/lib/clock';

/** A clock that is stepped back makes a link fresh again: what was spent is still known then. */
const CLOCK_MARGIN_MS = days(1);

/** Deletes the spent campus links whose age alone has refused them for more than a day. */
export async function purgeSpentLinks(on: Executor, now: Date): Promise<void> {
  await purgeSpentCampusLinks(on, before(now, CLOCK_MARGIN_MS));
}
