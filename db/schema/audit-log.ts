import { sql } from 'drizzle-orm';
import { bigint, check, index, inet, jsonb, pgEnum, pgTable, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { mailboxes } from './mailboxes';
import { people } from './people';

/**
 * Maps a pseudonym in the audit log to a person or a mailbox.
 * Deleting a row here makes all entries about them anonymous, without changing the log.
 */
export const auditPseudonyms = pgTable(
  'audit_pseudonyms',
  {
    pseudonym: uuid().primaryKey().default(sql`gen_random_uuid()`),
    personId: uuid().references(() => people.id, { onDelete: 'cascade' }),
    mailboxId: uuid().references(() => mailboxes.id, { onDelete: 'cascade' }),
  },
  (t) => [
    unique('audit_pseudonyms_person').on(t.personId),
    unique('audit_pseudonyms_mailbox').on(t.mailboxId),
    check('audit_pseudonyms_one_subject', sql`num_nonnulls(${t.personId}, ${t.mailboxId}) = 1`),
  ],
);

export const auditActor = pgEnum('audit_actor', ['person', 'operator', 'system']);

/** Each act with its actor and client address. The application's role may insert and read, never update or delete. */
export const auditLog = pgTable(
  'audit_log',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** By the database's clock: the application's role cannot write this column. */
    at: timestamp({ withTimezone: true }).notNull().default(sql`date_trunc('milliseconds', clock_timestamp())`),
    /**
     * The time of the request by its server's clock. It proves nothing, since the application's role writes it: no query
     * orders or selects rows by it, except that it identifies the row of a session's own sign-in.
     */
    requestAt: timestamp({ withTimezone: true }),
    action: text().notNull(),
    actor: auditActor().notNull(),
    /**
     * The acting person's; null for the system and for an operator at the command line. No foreign key: see
     * auditPseudonyms.
     */
    personPseudonym: uuid(),
    mailboxPseudonym: uuid(),
    sourceAddress: inet(),
    requestId: text().notNull(),
    detail: jsonb().$type<Record<string, string | number | boolean | null>>().notNull(),
  },
  (t) => [
    // Query: the history of this mailbox, newest first.
    index('audit_log_mailbox').on(t.mailboxPseudonym, t.at),
    index('audit_log_person').on(t.personPseudonym, t.at),
    check('audit_log_action_form', sql`${t.action} ~ '^[a-z_]+\\.[a-z_]+$'`),
  ],
);
