import { randomUUID } from 'node:crypto';
import type { Connection, Executor } from '@/db/connect';
import {
  countHeartbeatsWithin,
  purgeHeartbeatsBefore,
  recordHeartbeat,
  removeHeartbeat,
} from '@/db/queries/worker-heartbeats';
import { days, seconds } from '@/lib/clock';
import type { Log } from '@/lib/log';

const EVERY_MS = seconds(5);
/** A worker without a heartbeat for this long does not run, or cannot reach the database. */
export const SILENT_MS = seconds(30);
const KEPT_MS = days(1);

/**
 * Records a heartbeat of this worker every few seconds.
 *
 * @returns a function that ends it and removes the worker's row
 */
export async function startHeartbeat({
  connection,
  log,
}: {
  connection: Connection;
  log: Log;
}): Promise<() => Promise<void>> {
  const { db } = connection;
  const id = randomUUID();
  let recording: Promise<void> = recordHeartbeat(db, id);
  await recording;
  const timer = setInterval(() => {
    // One at a time: while the database does not respond, no further queries pile up.
    recording = recording
      .then(() => recordHeartbeat(db, id))
      .catch((error) => {
        log.error({ err: error }, 'could not record the heartbeat of the worker');
      });
  }, EVERY_MS);
  return async () => {
    clearInterval(timer);
    await recording;
    await removeHeartbeat(db, id).catch(() => {});
  };
}

/** Counts the running workers, in all processes and on all machines. */
export function countWorkers(on: Executor): Promise<number> {
  return countHeartbeatsWithin(on, SILENT_MS);
}

/** Purges the rows of workers that were killed. */
export function purgeHeartbeats(on: Executor): Promise<void> {
  return purgeHeartbeatsBefore(on, KEPT_MS);
}
