import { sql } from 'drizzle-orm';
import { check, index, pgEnum, pgTable, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { announcements } from './announcements';
import { mailboxes } from './mailboxes';

export const suspensionLevel = pgEnum('suspension_level', ['warning', 'emergency']);

/** Why and since when a mailbox is stopped. The mailbox's own `state` says that it is. */
export const suspensions = pgTable(
  'suspensions',
  {
    id: uuid().primaryKey().default(sql`uuidv7()`),
    mailboxId: uuid()
      .notNull()
      .references(() => mailboxes.id),
    level: suspensionLevel().notNull(),
    announcementId: text().references(() => announcements.id),
    suspendedAt: timestamp({ withTimezone: true }).notNull(),
    liftedAt: timestamp({ withTimezone: true }),
  },
  (t) => [
    uniqueIndex('suspensions_one_open').on(t.mailboxId).where(sql`${t.liftedAt} is null`),
    // Was there one within the last thirty days?
    index('suspensions_history').on(t.mailboxId, t.suspendedAt),
    check('suspensions_lifted_after', sql`${t.liftedAt} >= ${t.suspendedAt}`),
  ],
);
