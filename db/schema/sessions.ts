import { sql } from 'drizzle-orm';
import { check, index, inet, pgEnum, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { mailboxes } from './mailboxes';
import { people } from './people';

export const signInWay = pgEnum('sign_in_way', ['campus', 'mailbox']);
export const sessionEnd = pgEnum('session_end', [
  'signed_out',
  'replaced',
  'password_changed',
  'ended_by_owner',
  'suspended',
  'mailbox_closed',
]);

/** The sign-ins. The cookie carries only the sealed id, so ending a row ends the session at once, everywhere. */
export const sessions = pgTable(
  'sessions',
  {
    // Random, not time-ordered, so that no part of it can be guessed.
    id: uuid().primaryKey().default(sql`gen_random_uuid()`),
    personId: uuid()
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    way: signInWay().notNull(),
    /** The only mailbox in its scope, when the password that opened it is shared by several people. */
    limitedTo: uuid().references(() => mailboxes.id, { onDelete: 'cascade' }),
    sourceAddress: inet().notNull(),
    /** The address of the other family that the person has confirmed: one in a session. */
    confirmedAddress: inet(),
    /** The User-Agent header, by which the owner recognises the session. It may be any text, and proves nothing. */
    userAgent: text(),
    language: text(),
    /** The campus system's own session, for signing out there as well. */
    campusSid: text(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    /** When the person last proved their identity: a change needs a fresh proof. */
    provedAt: timestamp({ withTimezone: true }).notNull(),
    lastSeenAt: timestamp({ withTimezone: true }).notNull(),
    endedAt: timestamp({ withTimezone: true }),
    endReason: sessionEnd(),
    /** The session that replaced this one: a form that was submitted twice in one moment finds it by this. */
    replacedBy: uuid(),
  },
  (t) => [
    // Query: which sessions does this person have open? At every password change.
    index('sessions_open').on(t.personId).where(sql`${t.endedAt} is null`),
    check('sessions_user_agent_is_short', sql`length(${t.userAgent}) <= 256`),
    check('sessions_confirmed_family', sql`family(${t.confirmedAddress}) <> family(${t.sourceAddress})`),
    check('sessions_end_has_a_reason', sql`(${t.endedAt} is null) = (${t.endReason} is null)`),
  ],
);
