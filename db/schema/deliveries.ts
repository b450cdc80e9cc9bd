import { sql } from 'drizzle-orm';
import { check, index, integer, pgEnum, pgTable, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { mailboxes } from './mailboxes';

export const probeOutcome = pgEnum('probe_outcome', ['accepted', 'refused', 'unreachable', 'not_tried']);

/** One row for each mail system that a change still has to reach, or has reached. Never contains a plain password. */
export const deliveries = pgTable(
  'deliveries',
  {
    id: uuid().primaryKey().default(sql`uuidv7()`),
    mailboxId: uuid()
      .notNull()
      .references(() => mailboxes.id),
    target: text().notNull(),
    /** Of the mailbox; a lower one is never written after a higher one. */
    version: integer().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    writtenAt: timestamp({ withTimezone: true }),
    /**
     * When the mail server was flushed for the first time; a sign-in under way may have cached the old password again
     * since.
     */
    flushedFirstAt: timestamp({ withTimezone: true }),
    /** When the mail server confirmed the final flush of the old password. */
    flushedAt: timestamp({ withTimezone: true }),
    /** When the connections that were signed in with the old password were closed. */
    connectionsEndedAt: timestamp({ withTimezone: true }),
    connectionsEnded: integer(),
    /** Written, flushed, connections ended: the change is in force. */
    effectiveAt: timestamp({ withTimezone: true }),
    /** When a newer change of the same mailbox replaced it, before it was in force. */
    supersededAt: timestamp({ withTimezone: true }),
    probe: probeOutcome(),
    probedAt: timestamp({ withTimezone: true }),
    attempts: integer().notNull().default(0),
    lastFailure: text(),
    /** The first failure since the last success; null while there is none. */
    failingSince: timestamp({ withTimezone: true }),
    nextAttemptAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [
    unique('deliveries_once').on(t.mailboxId, t.target, t.version),
    // Query of the worker: what is due for this mail system?
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
