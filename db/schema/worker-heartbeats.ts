import { pgTable, timestamp, uuid } from 'drizzle-orm/pg-core';

/** One row for each worker process that runs, or was killed within the last day. Times are the database's. */
export const workerHeartbeats = pgTable('worker_heartbeats', {
  id: uuid().primaryKey(),
  startedAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  seenAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
});
