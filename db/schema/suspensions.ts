import { sql } from 'drizzle-orm';
import { check, index, integer, pgEnum, pgTable, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { announcements } from './announcements';
import { mailboxes } from './mailboxes';

export const suspensionLevel = pgEnum('suspension_level', ['warning', 'emergency']);

/** The origin of a suspension: the operators, or the owner by a link in a notice ("this was not me"). */
export const suspensionOrigin = pgEnum('suspension_origin', ['operators', 'not_me']);

/** The reason and the times of a suspension. The mailbox's own `state` says whether it is suspended. */
export const suspensions = pgTable(
  'suspensions',
  {
    id: uuid().primaryKey().default(sql`uuidv7()`),
    mailboxId: uuid()
      .notNull()
      .references(() => mailboxes.id),
    level: suspensionLevel().notNull(),
    /** A suspension by the owner is no incident: a later one does not count as the second. */
    origin: suspensionOrigin().notNull().default('operators'),
    announcementId: text().references(() => announcements.id),
    suspendedAt: timestamp({ withTimezone: true }).notNull(),
    /**
     * The mailbox's version: the owner's change that lifts this suspension, once it is in force at every mail system.
     */
    liftWithVersion: integer(),
    liftedAt: timestamp({ withTimezone: true }),
    /** The mailbox's version with which it may sign in and send again. */
    liftedVersion: integer(),
  },
  (t) => [
    uniqueIndex('suspensions_one_open').on(t.mailboxId).where(sql`${t.liftedAt} is null`),
    // Query: was there one within the last thirty days?
    index('suspensions_history').on(t.mailboxId, t.suspendedAt),
    // Query of the worker: which changes that lift a suspension are pending?
    index('suspensions_to_lift').on(t.mailboxId).where(sql`${t.liftedAt} is null and ${t.liftWithVersion} is not null`),
    check('suspensions_emergency_is_lifted_by_operators', sql`${t.level} = 'warning' or ${t.liftWithVersion} is null`),
    check('suspensions_owner_warns', sql`${t.origin} = 'operators' or ${t.level} = 'warning'`),
    check('suspensions_lifted_after', sql`${t.liftedAt} >= ${t.suspendedAt}`),
  ],
);
