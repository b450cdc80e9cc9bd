import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, pgEnum, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { people } from './people';

export const mailboxKind = pgEnum('mailbox_kind', ['personal', 'unit']);
export const mailboxState = pgEnum('mailbox_state', ['active', 'suspended_warning', 'suspended_emergency', 'closed']);

/** A mailbox, its state, and the one stored form of its password. Dovecot reads it through the views of 0001_views_and_rights.sql. */
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
    /** `{ARGON2ID}…`; another scheme as long as an imported password waits for its first sign-in; null when none was set. */
    passwordSecret: text(),
    /** The same password as `$6$…`, for mail systems that take no argon2id; null unless one of them serves the mailbox. */
    cryptSecret: text(),
    /** Whether `passwordSecret` would not hold long against somebody with a copy of it (`isWeakHash` in lib). */
    hasWeakHash: boolean().notNull().default(false),
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
    // Any other form is refused here, because Dovecot would refuse every login (or take an empty password) in silence, or
    // compute for hours. `readStoredHash` in lib holds the same forms.
    check(
      'mailboxes_secret_form',
      sql`${t.passwordSecret} ~ '^(\\{ARGON2ID\\}\\$argon2id\\$v=19\\$m=([1-9][0-9]{0,4}|1[0-9]{5}),t=[1-9],p=[1-9][0-9]?\\$[A-Za-z0-9+/]{11,86}\\$[A-Za-z0-9+/]{22,86}|\\{SSHA\\}([A-Za-z0-9+/]{4}){7,17}([A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)|\\{(MD5-CRYPT|CRYPT)\\}\\$1\\$[./A-Za-z0-9]{1,8}\\$[./A-Za-z0-9]{22}|\\{CRYPT\\}\\$5\\$(rounds=([1-9][0-9]{3,4}|100000)\\$)?[./A-Za-z0-9]{1,16}\\$[./A-Za-z0-9]{43}|\\{(SHA512-CRYPT|CRYPT)\\}\\$6\\$(rounds=([1-9][0-9]{3,4}|100000)\\$)?[./A-Za-z0-9]{1,16}\\$[./A-Za-z0-9]{86}|\\{(BLF-CRYPT|CRYPT)\\}\\$2[aby]\\$(0[4-9]|1[0-2])\\$[./A-Za-z0-9]{53})$'`,
    ),
    // Google takes at most 10,000 rounds; a salt of up to 16 characters and 86 of the hash make the rest of the form.
    check(
      'mailboxes_crypt_secret_form',
      sql`${t.cryptSecret} ~ '^\\$6\\$(rounds=([1-9][0-9]{3}|10000)\\$)?[./0-9A-Za-z]{1,16}\\$[./0-9A-Za-z]{86}$'`,
    ),
    check('mailboxes_password_version_was_one', sql`${t.passwordVersion} between 0 and ${t.version}`),
    // Is there any imported hash left? Asked at every refused sign-in. What is made here begins like this.
    index('mailboxes_imported_hash')
      .on(t.id)
      .where(sql`${t.passwordSecret} not like '{ARGON2ID}$argon2id$v=19$m=19456,t=2,p=1$%'`),
    // Which hashes are weak, and how many?
    index('mailboxes_weak_hash').on(t.address).where(sql`${t.hasWeakHash}`),
  ],
);
