import { hastenDeliveries } from '@/db/queries/deliveries';
import { after, minutes, seconds } from '@/lib/clock';
import type { TargetWorker } from './deliver-next';
import { OUTAGES } from './failure-reasons';

const FIRST_PAUSE_MS = seconds(1);
const LONGEST_PAUSE_MS = minutes(5);

export interface Recovery {
  /** An attempt has failed because the mail system as a whole did not answer. */
  isAway(): void;
  /** Asks a mail system that was away whether it is back. To be called about once a second. */
  look(): Promise<void>;
}

/**
 * Notices that a mail system is back, and makes everything due that has failed for its absence: what was tried while it
 * was away waits up to five minutes for its next attempt, and nobody should have to wait that long for nothing. What it
 * has refused, or asked to wait with, keeps its own time.
 *
 * A worker that has just started knows nothing of what was: it asks once. Whoever answers but fails again and again is
 * believed after ever longer pauses.
 */
export function createRecovery(lane: TargetWorker): Recovery {
  const { target, settings, clock, log } = lane;
  let isAway = true;
  let awayAt = clock();
  let lookAt = clock();
  let pauseMs = FIRST_PAUSE_MS;

  return {
    isAway: () => {
      if (isAway) return;
      const now = clock();
      if (now > after(awayAt, LONGEST_PAUSE_MS)) pauseMs = FIRST_PAUSE_MS;
      isAway = true;
      awayAt = now;
      lookAt = after(now, pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    },
    look: async () => {
      if (!isAway || clock() < lookAt) return;
      const isBack = await target.health().then(
        () => true,
        () => false,
      );
      if (!isBack) return;
      isAway = false;
      const hastened = await hastenDeliveries(
        lane.connection.db,
        { target: target.name, settings, failedBy: OUTAGES },
        clock(),
      );
      if (hastened > 0) log.info({ target: settings, deliveries: hastened }, 'the mail system is back');
    },
  };
}
