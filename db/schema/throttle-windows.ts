import { index, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

/** Counters that end with their window, as `rate-limiter-flexible` keeps them: it names the columns. */
export const throttleWindows = pgTable(
  'throttle_windows',
  {
    /** What is counted, and a keyed hash of whose it is. */
    key: text().primaryKey(),
    points: integer().notNull(),
    expire: timestamp({ withTimezone: true }),
  },
  // Which windows are over?
  (t) => [index('throttle_windows_expire').on(t.expire)],
);
