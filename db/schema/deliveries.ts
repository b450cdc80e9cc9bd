import { sql } from 'drizzle-orm';
import { check, index, integer, pgEnum, pgTable, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { mailboxes } from './mailboxes';

export const probeOutcome = pgEnum('probe_outcome', ['accepted', 'refused', 'unreachable', 'not_tried']);

/** One row for each mail system that a change still has to reach, or has reached. Never holds a plain password. */
export const deliveries = pgTable(
  'deliveries',
  {
    id: uuid().primaryKey().default(sql`uuidv7()`),
    mailboxId: uuid()
      .notNull()
      .references(() => mailboxes.id),
    target: text().notNull(),
    /** Of the mailbox; a lower one is never written after a higher. */
    version: integer().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    writtenAt: timestamp({ withTimezone: true }),
    /** The mail server forgot the old password for the first time; a sign-in under way may have brought it back since. */
    flushedFirstAt: timestamp({ withTimezone: true }),
    /** The mail server answered that it forgot the old password, for good. */
    flushedAt: timestamp({ withTimezone: true }),
    /** Live connections that were signed in with the old password are closed. */
    connectionsEndedAt: timestamp({ withTimezone: true }),
    connectionsEnded: integer(),
    /** Written, flushed, connections ended: the change is in force. */
    effectiveAt: timestamp({ withTimezone: true }),
    /** A newer change of the same mailbox took its place before it was in force. */
    supersededAt: timestamp({ withTimezone: true }),
    probe: probeOutcome(),
    probedAt: timestamp({ withTimezone: true }),
    attempts: integer().notNull().default(0),
    lastFailure: text(),
    /** Since when it fails without a success between; null while it does not. */
    failingSince: timestamp({ withTimezone: true }),
    nextAttemptAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [
    unique('deliveries_once').on(t.mailboxId, t.target, t.version),
    // The worker's question: what is due for this mail system?
    index('deliveries_due')
      .on(t.target, t.nextAttemptAt)
      .where(sql`${t.effectiveAt} is null and ${t.supersededAt} is null`),
    check(
      'deliveries_effective_is_whole',
      sql`${t.effectiveAt} is null or (${t.writtenAt} is not null and ${t.flushedAt} is not null and ${t.connectionsEndedAt} is not null)`,
    ),
    check('deliveries_probe_has_a_time', sql`(${t.probe} is null) = (${t.probedAt} is null)`),
  ],
);
