import { sql } from 'drizzle-orm';
import { check, index, integer, pgEnum, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { people } from './people';

export const mailboxKind = pgEnum('mailbox_kind', ['personal', 'unit']);
export const mailboxState = pgEnum('mailbox_state', ['active', 'suspended_warning', 'suspended_emergency', 'closed']);

/** A mailbox, its state, and the one stored form of its password. Dovecot reads it through the views of 0001_roles.sql. */
export const mailboxes = pgTable(
  'mailboxes',
  {
    id: uuid().primaryKey().default(sql`uuidv7()`),
    address: text().notNull().unique(),
    /** Which mail system of the campus profile serves it: `mx`, `m98`, `my` … */
    system: text().notNull(),
    kind: mailboxKind().notNull(),
    /** Its owner, or the custodian of a unit's mailbox. Right is always checked against this, at the moment of the act. */
    holderId: uuid().references(() => people.id),
    state: mailboxState().notNull().default('active'),
    /** `{ARGON2ID}…`, or null when no password was set. */
    passwordSecret: text(),
    /** The same password as `$6$…`, for mail systems that take no argon2id; null unless one of them serves the mailbox. */
    cryptSecret: text(),
    passwordChangedAt: timestamp({ withTimezone: true }),
    /** The version with which the password was set: a mail system that has learnt a later one holds it already. */
    passwordVersion: integer().notNull().default(0),
    /** Rises with every change that the mail systems must learn: of the password or of the state. */
    version: integer().notNull().default(0),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [
    // Which mailboxes does this person hold? Asked on every page that lists them.
    index('mailboxes_holder').on(t.holderId),
    check('mailboxes_address_form', sql`${t.address} ~ '^[a-z0-9][a-z0-9._-]{0,63}@[a-z0-9.-]{3,190}$'`),
    // Any other form is refused here, because Dovecot would refuse every login (or take an empty password) in silence.
    check(
      'mailboxes_secret_form',
      sql`${t.passwordSecret} ~ '^\\{ARGON2ID\\}\\$argon2id\\$v=19\\$m=[0-9]+,t=[0-9]+,p=[0-9]+\\$[A-Za-z0-9+/]+\\$[A-Za-z0-9+/]+$'`,
    ),
    // Google takes at most 10,000 rounds; a salt of up to 16 characters and 86 of the hash make the rest of the form.
    check(
      'mailboxes_crypt_secret_form',
      sql`${t.cryptSecret} ~ '^\\$6\\$(rounds=([1-9][0-9]{3}|10000)\\$)?[./0-9A-Za-z]{1,16}\\$[./0-9A-Za-z]{86}$'`,
    ),
    check('mailboxes_password_version_was_one', sql`${t.passwordVersion} between 0 and ${t.version}`),
  ],
);
