import { count, eq, gt, lt, sql } from 'drizzle-orm';
import type { Executor } from '../connect';
import { workerHeartbeats } from '../schema/worker-heartbeats';

/**
 * Records that a worker is running. All times are the database's, so that they do not depend on the clock of a machine.
 */
export async function recordHeartbeat(on: Executor, id: string): Promise<void> {
  await on
    .insert(workerHeartbeats)
    .values({ id })
    .onConflictDoUpdate({ target: workerHeartbeats.id, set: { seenAt: sql`now()` } });
}

/** Removes the heartbeat of a worker that has shut down properly. */
export async function removeHeartbeat(on: Executor, id: string): Promise<void> {
  await on.delete(workerHeartbeats).where(eq(workerHeartbeats.id, id));
}

export async function countHeartbeatsWithin(on: Executor, withinMs: number): Promise<number> {
  const [row] = await on
    .select({ n: count() })
    .from(workerHeartbeats)
    .where(gt(workerHeartbeats.seenAt, ago(withinMs)));
  return row?.n ?? 0;
}

export async function purgeHeartbeatsBefore(on: Executor, olderThanMs: number): Promise<void> {
  await on.delete(workerHeartbeats).where(lt(workerHeartbeats.seenAt, ago(olderThanMs)));
}

const ago = (ms: number) => sql`now() - make_interval(secs => ${ms / 1_000}::double precision)`;
