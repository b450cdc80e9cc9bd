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

/** The progress of a reading: one text at a time for each language, in one session, about one mailbox. */
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
    /** The number of parts of the text, and how many were delivered. */
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

/**
 * Which person has read which text to its end, before setting a new password for a suspended mailbox. Append-only, except
 * for the session, which changes when it is renewed.
 */
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
    /** The only session in which it counts; null once that session is purged. */
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
    // Query: has this session acknowledged the open suspension?
    index('announcement_acknowledgements_session').on(t.sessionId, t.suspensionId),
    check('announcement_acknowledgements_after_start', sql`${t.acknowledgedAt} > ${t.startedAt}`),
  ],
);
