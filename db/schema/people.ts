import { sql } from 'drizzle-orm';
import { boolean, check, customType, pgEnum, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

export const role = pgEnum('role', ['staff', 'student']);

export const bytes = customType<{ data: Uint8Array; driverData: Buffer }>({
  dataType: () => 'bytea',
  fromDriver: (value) => new Uint8Array(value),
  toDriver: (value) => Buffer.from(value),
});

/** A person as the campus information system last described them. */
export const people = pgTable(
  'people',
  {
    id: uuid().primaryKey().default(sql`uuidv7()`),
    number: text().notNull().unique(),
    role: role().notNull(),
    name: text().notNull(),
    nameEn: text().notNull(),
    condition: text().notNull(),
    /** The language of their mails: from the campus system or from the pages they read; null when neither is known. */
    language: text(),
    isOperator: boolean().notNull().default(false),
    /**
     * One salt for each person, so that one argon2id computation compares a new password with all of their earlier
     * ones.
     */
    reuseSalt: bytes().notNull(),
    /** When the newest link that described this person was issued: an older one never overwrites a newer one. */
    describedAt: timestamp({ withTimezone: true }),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [
    check('people_language_is_known', sql`${t.language} in ('zh_TW', 'en')`),
    check('people_number_form', sql`${t.number} ~ '^[A-Z0-9]{1,32}$'`),
    check('people_reuse_salt_length', sql`octet_length(${t.reuseSalt}) = 16`),
  ],
);
