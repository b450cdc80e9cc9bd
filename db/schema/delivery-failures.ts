import { index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { deliveries } from './deliveries';

/** Each failed attempt to deliver a change to a mail system, for the operators. Purged after a month. */
export const deliveryFailures = pgTable(
  'delivery_failures',
  {
    deliveryId: uuid()
      .notNull()
      .references(() => deliveries.id),
    failedAt: timestamp({ withTimezone: true }).notNull(),
    /** One of the named reasons, never the mail system's own text. */
    reason: text().notNull(),
  },
  (t) => [
    // Query: which attempts for this delivery failed?
    index('delivery_failures_of').on(t.deliveryId, t.failedAt),
    // Query: which failures are older than a month?
    index('delivery_failures_at').on(t.failedAt),
  ],
);
