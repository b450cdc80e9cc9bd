import { makeDueNow } from '@/db/queries/delivery-queue';
import { after, before, hours, minutes, seconds } from '@/lib/clock';
import { OUTAGES, TROUBLES } from '@/lib/mail-systems/failure-reasons';
import type { TargetWorker } from './deliver-next';

const FIRST_PAUSE_MS = seconds(1);
const LONGEST_PAUSE_MS = minutes(5);
/** Between two deliveries that are tried to see whether others would go through. */
const TRIAL_EVERY_MS = seconds(2);
/** After so long it is not looked for by the second any more. */
const LONG_MS = hours(1);
const LATER_TRIAL_EVERY_MS = seconds(30);

export interface Recovery {
  /** An attempt has failed for a reason that is the mail system's as a whole. */
  isUnwell(): void;
  /** An attempt has gone through. */
  isWell(): Promise<void>;
  /** Tries whether the mail system is well again. To be called about once a second. */
  look(): Promise<void>;
}

/**
 * Notices that a mail system is well again, and makes everything due that has failed while it was not: what was tried
 * meanwhile waits up to five minutes for its next attempt, and nobody should have to wait that long for nothing. What it
 * has refused, or asked to wait with, keeps its own time.
 *
 * Whoever answers may still do nothing, as a directory whose disk is full: so one delivery is tried first, and the others
 * when it has gone through. Whoever is well for a moment and fails again and again is believed after ever longer pauses.
 * A worker that has just started knows nothing of what was, and begins so too.
 */
export function createRecovery(lane: TargetWorker): Recovery {
  const { target, targetKey, clock, log, connection } = lane;
  const here = { target: target.name, targetKey };
  let isUnwell = true;
  /** Not when nothing is left that could be tried: then the next one that goes through by itself tells. */
  let isLooking = true;
  let unwellAt = clock();
  let lookAt = clock();
  let believedFrom = clock();
  let pauseMs = FIRST_PAUSE_MS;

  return {
    isUnwell: () => {
      if (isUnwell && isLooking) return;
      const now = clock();
      if (!isUnwell) {
        if (now > after(unwellAt, LONGEST_PAUSE_MS)) pauseMs = FIRST_PAUSE_MS;
        believedFrom = after(now, pauseMs);
        lookAt = believedFrom;
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
      isUnwell = true;
      isLooking = true;
      unwellAt = now;
    },
    isWell: async () => {
      if (!isUnwell || clock() < believedFrom) return;
      isUnwell = false;
      const reasons = [...OUTAGES, ...TROUBLES];
      const hastened = await makeDueNow(connection.db, { ...here, reasons }, clock());
      if (hastened > 0) log.info({ target: targetKey, deliveries: hastened }, 'the mail system is well again');
    },
    look: async () => {
      const now = clock();
      if (!isUnwell || !isLooking || now < lookAt) return;
      const answers = await target.health().then(
        () => true,
        () => false,
      );
      if (!answers) return;
      lookAt = after(now, now > after(unwellAt, LONG_MS) ? LATER_TRIAL_EVERY_MS : TRIAL_EVERY_MS);
      const tried =
        (await makeDueNow(connection.db, { ...here, reasons: OUTAGES, most: 1 }, now)) ||
        (await makeDueNow(
          connection.db,
          { ...here, reasons: TROUBLES, failingSince: before(now, LONG_MS), most: 1 },
          now,
        ));
      if (tried === 0) isLooking = false;
    },
  };
}
