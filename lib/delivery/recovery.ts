import { makeDueNow } from '@/db/queries/delivery-queue';
import { after, before, hours, minutes, seconds } from '@/lib/clock';
import { OUTAGES, TROUBLES } from '@/lib/mail-systems/failure-reasons';
import type { TargetWorker } from './deliver-next';

const FIRST_PAUSE_MS = seconds(1);
const LONGEST_PAUSE_MS = minutes(5);
/** The interval between single trial deliveries. */
const TRIAL_EVERY_MS = seconds(2);
/** After this long the trials become rarer. */
const LONG_OUTAGE_MS = hours(1);
const LATER_TRIAL_EVERY_MS = seconds(30);

export interface Recovery {
  /** Call it when an attempt has failed for a reason that concerns the mail system as a whole. */
  attemptFailed(): void;
  /** Call it when an attempt has succeeded. */
  attemptSucceeded(): Promise<void>;
  /** Tests whether the mail system has recovered. Call it about once a second. */
  check(): Promise<void>;
}

/**
 * Detects the recovery of a mail system and makes the deliveries due that failed during the outage. Without it they
 * would wait up to five minutes for their next attempt. Deliveries that the mail system refused, or asked to delay,
 * keep their own times.
 *
 * A server may respond and still be unable to work, for example a directory with a full disk. One delivery is therefore
 * tried first, and the others follow once it has succeeded. If a server recovers briefly and fails again and again, the
 * pause before the next recovery counts grows each time. A worker that has just started does not know the past and
 * begins in the same state.
 */
export function createRecovery(lane: TargetWorker): Recovery {
  const { target, targetKey, clock, log, connection } = lane;
  const here = { target: target.name, targetKey };
  let isDown = true;
  /** False when no delivery is left to try: then the next regular success shows the recovery. */
  let hasTrials = true;
  let failedAt = clock();
  let checkAt = clock();
  let trustedFrom = clock();
  let pauseMs = FIRST_PAUSE_MS;

  return {
    attemptFailed: () => {
      if (isDown && hasTrials) return;
      const now = clock();
      if (!isDown) {
        if (now > after(failedAt, LONGEST_PAUSE_MS)) pauseMs = FIRST_PAUSE_MS;
        trustedFrom = after(now, pauseMs);
        checkAt = trustedFrom;
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
      isDown = true;
      hasTrials = true;
      failedAt = now;
    },
    attemptSucceeded: async () => {
      if (!isDown || clock() < trustedFrom) return;
      isDown = false;
      const reasons = [...OUTAGES, ...TROUBLES];
      const madeDue = await makeDueNow(connection.db, { ...here, reasons }, clock());
      if (madeDue > 0) log.info({ target: targetKey, deliveries: madeDue }, 'the mail system has recovered');
    },
    check: async () => {
      const now = clock();
      if (!isDown || !hasTrials || now < checkAt) return;
      const responds = await target.health().then(
        () => true,
        () => false,
      );
      if (!responds) return;
      checkAt = after(now, now > after(failedAt, LONG_OUTAGE_MS) ? LATER_TRIAL_EVERY_MS : TRIAL_EVERY_MS);
      const tried =
        (await makeDueNow(connection.db, { ...here, reasons: OUTAGES, most: 1 }, now)) ||
        (await makeDueNow(
          connection.db,
          { ...here, reasons: TROUBLES, failingSince: before(now, LONG_OUTAGE_MS), most: 1 },
          now,
        ));
      if (tried === 0) hasTrials = false;
    },
  };
}
