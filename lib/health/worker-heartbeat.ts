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
/** A worker that was not heard of for so long does not run, or does not reach the database. */
export const SILENT_MS = seconds(30);
const KEPT_MS = days(1);

/** Writes down every few seconds that this worker runs. @returns how to end it, which takes the worker off the list */
export async function startHeartbeat({
  connection,
  log,
}: {
  connection: Connection;
  log: Log;
}): Promise<() => Promise<void>> {
  const { db } = connection;
  const id = randomUUID();
  let beating: Promise<void> = recordHeartbeat(db, id);
  await beating;
  const timer = setInterval(() => {
    // One at a time: while the database does not answer, no more of them wait for it.
    beating = beating
      .then(() => recordHeartbeat(db, id))
      .catch((error) => {
        log.error({ err: error }, 'could not record the heartbeat of the worker');
      });
  }, EVERY_MS);
  return async () => {
    clearInterval(timer);
    await beating;
    await removeHeartbeat(db, id).catch(() => {});
  };
}

/** How many workers run, in whatever process and on whatever machine. */
export function countWorkers(on: Executor): Promise<number> {
  return countHeartbeatsWithin(on, SILENT_MS);
}

/** Forgets workers that were killed. */
export function purgeHeartbeats(on: Executor): Promise<void> {
  return purgeHeartbeatsBefore(on, KEPT_MS);
}
