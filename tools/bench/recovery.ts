import { setTimeout as wait } from 'node:timers/promises';
import { minutes, seconds } from '@/lib/clock';
import { until } from '@/tests/support/until';
import { openChangeForm } from './change';
import { isQueueEmpty } from './deliveries';
import { type Figure, percentile } from './figure';
import type { Portal } from './portal';
import { withDirectoryPortal } from './with-directory-portal';

const OUTAGES = 5;
/** Long enough that the next scheduled retry of a failed delivery is later than the goal. */
const OUTAGE_MS = seconds(20);
const IN_FORCE_WITHIN_MS = minutes(2);

/** The time from the return of an unavailable directory until a delayed change is in force. */
export async function recovery(other: Portal): Promise<Figure[]> {
  return withDirectoryPortal(other, async ({ portal, directory, member }) => {
    const form = await openChangeForm(portal, member);
    const tookMs: number[] = [];
    for (let outage = 0; outage < OUTAGES; outage += 1) {
      await directory.stop();
      await form.change();
      await wait(OUTAGE_MS);
      await directory.start();
      const backAt = performance.now();
      await until('the delayed change is in force', () => isQueueEmpty(portal), IN_FORCE_WITHIN_MS);
      tookMs.push(performance.now() - backAt);
    }
    return [
      { name: 'recovery.in_force_p50', value: percentile(tookMs, 0.5), unit: 'ms' },
      { name: 'recovery.in_force_worst', value: Math.max(...tookMs), unit: 'ms', goal: { atMost: seconds(5) } },
    ];
  });
}
