import { sql } from 'drizzle-orm';
import { boolean, check, customType, pgEnum, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

export const role = pgEnum('role', ['staff', 'student']);

export const bytes = customType<{ data: Uint8Array; driverData: Buffer }>({
  dataType: () => 'bytea',
  fromDriver: (value) => new Uint8Array(value),
  toDriver: (value) => Buffer.from(value),
});

/** Whoever the campus information system has sent here, as it described them last. */
export const people = pgTable(
  'people',
  {
    id: uuid().primaryKey().default(sql`uuidv7()`),
    number: text().notNull().unique(),
    role: role().notNull(),
    name: text().notNull(),
    nameEn: text().notNull(),
    condition: text().notNull(),
    /** In which they are written to: as the campus system said last, or as they read the pages; null when neither is known. */
    language: text(),
    isOperator: boolean().notNull().default(false),
    /** One salt a person, so that one argon2id computation compares a new password with all of their earlier ones. */
    reuseSalt: bytes().notNull(),
    /** When the newest link that described this person was issued: an older one never overwrites a newer. */
    describedAt: timestamp({ withTimezone: true }),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [
    check('people_language_is_known', sql`${t.language} in ('zh_TW', 'en')`),
    check('people_number_form', sql`${t.number} ~ '^[A-Z0-9]{1,32}$'`),
    check('people_reuse_salt_length', sql`octet_length(${t.reuseSalt}) = 16`),
  ],
);
