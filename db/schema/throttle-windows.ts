import { index, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

/** Counters that end with their window, for `rate-limiter-flexible`, which determines the columns. */
export const throttleWindows = pgTable(
  'throttle_windows',
  {
    /** The kind of counter, and a keyed hash of its subject. */
    key: text().primaryKey(),
    points: integer().notNull(),
    expire: timestamp({ withTimezone: true }),
  },
  // Query: which windows are over?
  (t) => [index('throttle_windows_expire').on(t.expire)],
);
