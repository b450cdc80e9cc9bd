import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

/**
 * The number of wrong passwords in a row for an account of way 2. Every typed account gets a row, whether or not the
 * mailbox exists, so that the throttle does not reveal which mailboxes exist.
 */
export const signInFailures = pgTable(
  'sign_in_failures',
  {
    /** Keyed hash of the account's address. */
    account: text().primaryKey(),
    failures: integer().notNull(),
    /** When the first failure was counted. */
    since: timestamp({ withTimezone: true }).notNull(),
    /** When the last failure was counted: the delay starts here. */
    countedAt: timestamp({ withTimezone: true }).notNull(),
    /** The last attempt that was admitted, counted or a repetition. */
    triedAt: timestamp({ withTimezone: true }).notNull(),
    /** The counted passwords, as short keyed fingerprints; for each the end of its hold (ms since 1970). */
    tried: jsonb().$type<Record<string, number>>().notNull(),
  },
  (t) => [
    // Query: which fingerprints, and which few old failures, may be purged?
    index('sign_in_failures_tried_at').on(t.triedAt),
    check('sign_in_failures_counted', sql`${t.failures} >= 1`),
  ],
);
