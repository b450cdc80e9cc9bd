import {
  bigint,
  char,
  index,
  inet,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';

export const mailService = pgEnum('mail_service', ['imap', 'pop3', 'smtp', 'sieve', 'lmtp']);

export const accessEventKind = pgEnum('access_event_kind', [
  'login',
  'logout',
  'folder_created',
  'folder_deleted',
  'folder_renamed',
  // The flag \Deleted was set or removed; the message is still there.
  'messages_deleted',
  'messages_undeleted',
  // Removed for good.
  'messages_expunged',
  'messages_copied',
  // A copy whose source was expunged in the same session.
  'messages_moved',
  'messages_saved',
  // A message that arrived, and what a filter of the mailbox did with it.
  'message_stored',
  'message_forwarded',
  'message_discarded',
  'message_rejected',
  'message_failed',
]);

/**
 * The events of a mailbox at the mail server, one row each; the acts of one session on the messages of one folder
 * are one row with a count. Partitioned by day (UTC) of `at`; `maintain_mail_log` makes and drops the partitions.
 *
 * No column refers to `mailboxes` by a foreign key, whose check would cost as much as the insert: a mailbox is never
 * deleted.
 */
export const accessEvents = pgTable(
  'access_events',
  {
    at: timestamp({ withTimezone: true }).notNull(),
    id: bigint({ mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    mailboxId: uuid().notNull(),
    kind: accessEventKind().notNull(),
    service: mailService(),
    /** Where the session came from; null where the log does not say. */
    address: inet(),
    /** ISO 3166, upper case; null when unknown. */
    country: char({ length: 2 }),
    /** Dovecot's session id. The events of one connection have the same one. */
    session: text(),
    /** The client's program by the IMAP ID command. */
    program: text(),
    /** The folder of a folder event or of messages; of a copy or move the folder that they are in now. */
    folder: text(),
    /** The folder before: of a copy, a move or a renamed folder. */
    fromFolder: text(),
    /** How many messages the row counts. Null for events that are not about messages. */
    messages: integer(),
    /** How a session ended, or why a message was rejected, in the words of the log. */
    reason: text(),
    /** The counters of a logout line, by their names there: in, out, deleted, expunged, body_count, retr, del, size … */
    counts: jsonb().$type<Readonly<Record<string, number>>>(),
  },
  (t) => [
    primaryKey({ columns: [t.at, t.id] }),
    // Query: the events of one mailbox, newest first.
    index('access_events_mailbox').on(t.mailboxId, t.at, t.id),
  ],
);
