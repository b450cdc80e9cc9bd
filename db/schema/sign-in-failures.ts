import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

/**
 * How often in a row the password was wrong for an account of way 2. There is a row for whatever account was typed,
 * whether or not there is such a mailbox, so that nobody learns from it which there are.
 */
export const signInFailures = pgTable(
  'sign_in_failures',
  {
    /** Keyed hash of the account's address. */
    account: text().primaryKey(),
    failures: integer().notNull(),
    /** When the first of them was counted. */
    since: timestamp({ withTimezone: true }).notNull(),
    /** When the last of them was counted: the delay runs from here. */
    countedAt: timestamp({ withTimezone: true }).notNull(),
    /** The last try that was let in, counted or a repetition. */
    triedAt: timestamp({ withTimezone: true }).notNull(),
    /** The passwords that were counted, as short keyed fingerprints; of each, until when (ms since 1970) it is held back. */
    tried: jsonb().$type<Record<string, number>>().notNull(),
  },
  (t) => [
    // Which fingerprints, and which few failures of long ago, may be forgotten?
    index('sign_in_failures_tried_at').on(t.triedAt),
    check('sign_in_failures_counted', sql`${t.failures} >= 1`),
  ],
);
