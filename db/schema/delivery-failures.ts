import { index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { deliveries } from './deliveries';

/** Each attempt to take a change to a mail system that failed, for the operators. Forgotten after a month. */
export const deliveryFailures = pgTable(
  'delivery_failures',
  {
    deliveryId: uuid()
      .notNull()
      .references(() => deliveries.id),
    failedAt: timestamp({ withTimezone: true }).notNull(),
    /** One of the named reasons, never the mail system's own words. */
    reason: text().notNull(),
  },
  (t) => [
    // What was tried for this delivery?
    index('delivery_failures_of').on(t.deliveryId, t.failedAt),
    // Which are older than a month?
    index('delivery_failures_at').on(t.failedAt),
  ],
);
