import { setTimeout as wait } from 'node:timers/promises';
import { minutes, seconds } from '@/lib/clock';
import { until } from '@/tests/support/until';
import { openChangeForm } from './change';
import { nothingWaits } from './deliveries';
import { type Figure, percentile } from './figure';
import type { Portal } from './portal';
import { withDirectoryPortal } from './with-directory-portal';

const OUTAGES = 5;
/** Long enough that the next try of what has failed is farther away than the goal. */
const AWAY_MS = seconds(20);
const IN_FORCE_WITHIN_MS = minutes(2);

/** From the moment at which a directory is back that was away: when a change that waited for it is in force. */
export async function recovery(besides: Portal): Promise<Figure[]> {
  return withDirectoryPortal(besides, async ({ portal, directory, member }) => {
    const form = await openChangeForm(portal, member);
    const tookMs: number[] = [];
    for (let outage = 0; outage < OUTAGES; outage += 1) {
      await directory.stop();
      await form.change();
      await wait(AWAY_MS);
      await directory.start();
      const backAt = performance.now();
      await until('what waited is in force', () => nothingWaits(portal), IN_FORCE_WITHIN_MS);
      tookMs.push(performance.now() - backAt);
    }
    return [
      { name: 'recovery.in_force_p50', value: percentile(tookMs, 0.5), unit: 'ms' },
      { name: 'recovery.in_force_worst', value: Math.max(...tookMs), unit: 'ms', goal: { atMost: seconds(5) } },
    ];
  });
}
