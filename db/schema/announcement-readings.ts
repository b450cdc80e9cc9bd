import { sql } from 'drizzle-orm';
import {
  check,
  foreignKey,
  index,
  integer,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import { announcementVersions } from './announcements';
import { mailboxes } from './mailboxes';
import { people } from './people';
import { sessions } from './sessions';
import { suspensions } from './suspensions';

export const announcementLanguage = pgEnum('announcement_language', ['zh_TW', 'en']);

/** How far somebody has come in reading: one text at a time for each language, in one session, about one mailbox. */
export const announcementReadings = pgTable(
  'announcement_readings',
  {
    sessionId: uuid()
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    mailboxId: uuid()
      .notNull()
      .references(() => mailboxes.id),
    suspensionId: uuid()
      .notNull()
      .references(() => suspensions.id),
    announcementId: text().notNull(),
    version: integer().notNull(),
    language: announcementLanguage().notNull(),
    /** In how many parts the text is handed out, and how many have been. */
    parts: integer().notNull(),
    partsServed: integer().notNull(),
    startedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.sessionId, t.mailboxId, t.language] }),
    foreignKey({
      name: 'announcement_readings_text',
      columns: [t.announcementId, t.version],
      foreignColumns: [announcementVersions.announcementId, announcementVersions.version],
    }),
    check('announcement_readings_within_the_text', sql`${t.partsServed} between 1 and ${t.parts}`),
  ],
);

/** Who has read which text to its end, before setting a new password for a stopped mailbox. Added to; only the session changes, when it is renewed. */
export const announcementAcknowledgements = pgTable(
  'announcement_acknowledgements',
  {
    id: uuid().primaryKey().default(sql`uuidv7()`),
    suspensionId: uuid()
      .notNull()
      .references(() => suspensions.id),
    personId: uuid()
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    /** The only session in which it counts; null once that is forgotten. */
    sessionId: uuid().references(() => sessions.id, { onDelete: 'set null' }),
    announcementId: text().notNull(),
    version: integer().notNull(),
    language: announcementLanguage().notNull(),
    startedAt: timestamp({ withTimezone: true }).notNull(),
    acknowledgedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [
    foreignKey({
      name: 'announcement_acknowledgements_text',
      columns: [t.announcementId, t.version],
      foreignColumns: [announcementVersions.announcementId, announcementVersions.version],
    }),
    // Has this session acknowledged the suspension that is open?
    index('announcement_acknowledgements_session').on(t.sessionId, t.suspensionId),
    check('announcement_acknowledgements_after_start', sql`${t.acknowledgedAt} > ${t.startedAt}`),
  ],
);
