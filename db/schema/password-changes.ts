import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, pgTable, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { mailboxes } from './mailboxes';
import { bytes, people } from './people';

/** One row for each password that was set, with the fingerprint that recognises it when it is used again. */
export const passwordChanges = pgTable(
  'password_changes',
  {
    id: uuid().primaryKey().default(sql`uuidv7()`),
    mailboxId: uuid()
      .notNull()
      .references(() => mailboxes.id),
    personId: uuid().references(() => people.id),
    version: integer().notNull(),
    /** By which people and operators name the change, such as 7KQ2-M4XD. Unique in the whole table: they name no mailbox. */
    number: text().notNull().unique(),
    /** The form's own key: a form that is submitted twice makes one change. */
    intent: uuid().notNull(),
    changedAt: timestamp({ withTimezone: true }).notNull(),
    /**
     * argon2id of the password under `reuseSalt`. No login uses it: mail servers read only `mailboxes.password_secret`.
     */
    fingerprint: bytes().notNull(),
    reuseSalt: bytes().notNull(),
    /** A password in use when its mailbox was suspended can never be set again. */
    heldWhileSuspended: boolean().notNull().default(false),
  },
  (t) => [
    unique('password_changes_once').on(t.mailboxId, t.intent),
    // The newest version wins: two concurrent changes run one after the other.
    unique('password_changes_version').on(t.mailboxId, t.version),
    index('password_changes_person').on(t.personId),
    check('password_changes_number_form', sql`${t.number} ~ '^[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}$'`),
    check('password_changes_fingerprint_length', sql`octet_length(${t.fingerprint}) = 32`),
    check('password_changes_salt_length', sql`octet_length(${t.reuseSalt}) = 16`),
  ],
);
