import { sql } from 'drizzle-orm';
import { check, date, integer, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

/** An announcement has a short id that operators type: `2026-suspicious-sign-in`. */
export const announcements = pgTable(
  'announcements',
  {
    id: text().primaryKey(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [check('announcements_id_form', sql`${t.id} ~ '^[a-z0-9][a-z0-9-]{2,63}$'`)],
);

/** An edit is a new version, so that an acknowledgement stays bound to the text that was read. */
export const announcementVersions = pgTable(
  'announcement_versions',
  {
    announcementId: text()
      .notNull()
      .references(() => announcements.id),
    version: integer().notNull(),
    postedOn: date().notNull(),
    subjectZh: text().notNull(),
    subjectEn: text().notNull(),
    bodyZh: text().notNull(),
    bodyEn: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.announcementId, t.version] }),
    check('announcement_versions_counted_from_one', sql`${t.version} >= 1`),
  ],
);
