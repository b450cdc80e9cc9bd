import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, pgEnum, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { people } from './people';

export const mailboxKind = pgEnum('mailbox_kind', ['personal', 'unit']);
export const mailboxState = pgEnum('mailbox_state', ['active', 'suspended_warning', 'suspended_emergency', 'closed']);

/**
 * A mailbox, its state, and the one stored form of its password. Dovecot reads it through the views of
 * 0000_schema.sql.
 */
export const mailboxes = pgTable(
  'mailboxes',
  {
    id: uuid().primaryKey().default(sql`uuidv7()`),
    address: text().notNull().unique(),
    /** Which mail system of the campus profile serves it: `mx`, `m98`, `my` … */
    system: text().notNull(),
    kind: mailboxKind().notNull(),
    /**
     * Its owner, or the custodian of a unit's mailbox. Every act checks the right against this column at that moment.
     */
    holderId: uuid().references(() => people.id),
    state: mailboxState().notNull().default('active'),
    /** `{ARGON2ID}…`; another scheme while an imported password waits for its first sign-in; null when none was set. */
    passwordSecret: text(),
    /**
     * The same password as `$6$…`, for mail systems that do not accept argon2id; null unless one of them serves the
     * mailbox.
     */
    cryptSecret: text(),
    /** Whether `passwordSecret` would not resist an attacker who has a copy of it for long (`isWeakHash` in lib). */
    hasWeakHash: boolean().notNull().default(false),
    passwordChangedAt: timestamp({ withTimezone: true }),
    /** The version with which the password was set: a mail system that has applied a later one already has it. */
    passwordVersion: integer().notNull().default(0),
    /** Rises with every change that the mail systems must apply: of the password or of the state. */
    version: integer().notNull().default(0),
    /** Whether folders, messages and recipients are stored from the mail logs; its owner may switch that off. */
    logsDetail: boolean().notNull().default(true),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [
    // Query: which mailboxes does this person hold? For every page that lists them.
    index('mailboxes_holder').on(t.holderId),
    check('mailboxes_address_form', sql`${t.address} ~ '^[a-z0-9][a-z0-9._-]{0,63}@[a-z0-9.-]{3,190}$'`),
    // Other forms are refused here: Dovecot would silently refuse every login, accept an empty password, or compute for
    // hours. `readStoredHash` in lib accepts the same forms.
    check(
      'mailboxes_secret_form',
      sql`${t.passwordSecret} ~ '^(\\{ARGON2ID\\}\\$argon2id\\$v=19\\$m=([1-9][0-9]{0,4}|1[0-9]{5}),t=[1-9],p=[1-9][0-9]?\\$[A-Za-z0-9+/]{11,86}\\$[A-Za-z0-9+/]{22,86}|\\{SSHA\\}([A-Za-z0-9+/]{4}){7,17}([A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)|\\{(MD5-CRYPT|CRYPT)\\}\\$1\\$[./A-Za-z0-9]{1,8}\\$[./A-Za-z0-9]{22}|\\{CRYPT\\}\\$5\\$(rounds=([1-9][0-9]{3,4}|100000)\\$)?[./A-Za-z0-9]{1,16}\\$[./A-Za-z0-9]{43}|\\{(SHA512-CRYPT|CRYPT)\\}\\$6\\$(rounds=([1-9][0-9]{3,4}|100000)\\$)?[./A-Za-z0-9]{1,16}\\$[./A-Za-z0-9]{86}|\\{(BLF-CRYPT|CRYPT)\\}\\$2[aby]\\$(0[4-9]|1[0-2])\\$[./A-Za-z0-9]{53})$'`,
    ),
    // Google accepts at most 10,000 rounds. The rest is a salt of up to 16 characters and 86 characters of the hash.
    check(
      'mailboxes_crypt_secret_form',
      sql`${t.cryptSecret} ~ '^\\$6\\$(rounds=([1-9][0-9]{3}|10000)\\$)?[./0-9A-Za-z]{1,16}\\$[./0-9A-Za-z]{86}$'`,
    ),
    check('mailboxes_password_version_was_one', sql`${t.passwordVersion} between 0 and ${t.version}`),
    // Query at every refused sign-in: is any imported hash left? The portal's own hashes have this prefix.
    index('mailboxes_imported_hash')
      .on(t.id)
      .where(sql`${t.passwordSecret} not like '{ARGON2ID}$argon2id$v=19$m=19456,t=2,p=1$%'`),
    // Query: which hashes are weak, and how many?
    index('mailboxes_weak_hash').on(t.address).where(sql`${t.hasWeakHash}`),
  ],
);
