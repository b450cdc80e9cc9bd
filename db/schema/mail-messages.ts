import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
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

export const deliveryStatus = pgEnum('mail_delivery_status', ['sent', 'bounced', 'deferred', 'softbounce']);
export const refusalDirection = pgEnum('mail_refusal_direction', ['incoming', 'outgoing']);

/**
 * A message that the mail system accepted from a mailbox here, or for one. A message that passes a content filter is one
 * row, whatever the number of its queue ids. Partitioned by day (UTC) of `at`.
 */
export const mailMessages = pgTable(
  'mail_messages',
  {
    /** When it was accepted. */
    at: timestamp({ withTimezone: true }).notNull(),
    id: uuid().notNull(),
    /** Its first queue id. Short ones are reused. */
    queueId: text().notNull(),
    host: text().notNull(),
    /** The mailbox that signed in to send it (`sasl_username`), never its From; null when it came from elsewhere. */
    mailboxId: uuid(),
    /** The envelope sender; '' is the null sender of bounces and automatic replies. Null until a line names it. */
    sender: text(),
    address: inet(),
    country: char({ length: 2 }),
    /** The Message-ID header, without angle brackets. */
    messageId: text(),
    size: bigint({ mode: 'number' }),
    /** The number of recipients at Postfix. */
    recipients: integer(),
    /** When it was returned to its sender, since it could not be delivered in time. */
    expiredAt: timestamp({ withTimezone: true }),
    /** When an operator or a rule put it on hold. */
    heldAt: timestamp({ withTimezone: true }),
    /** When it left the queue. */
    endedAt: timestamp({ withTimezone: true }),
  },
  (t) => [
    primaryKey({ columns: [t.at, t.id] }),
    // Query: what was sent from this mailbox, newest first?
    index('mail_messages_mailbox').on(t.mailboxId, t.at, t.id).where(sql`${t.mailboxId} is not null`),
  ],
);

/** One try to deliver a message to one recipient. Partitioned by day (UTC) of `at`. */
export const mailDeliveries = pgTable(
  'mail_deliveries',
  {
    at: timestamp({ withTimezone: true }).notNull(),
    id: bigint({ mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    /** The row in `mail_messages`. */
    messageAt: timestamp({ withTimezone: true }).notNull(),
    message: uuid().notNull(),
    /** The mailbox that sent the message; null when it came from elsewhere. */
    mailboxId: uuid(),
    /** Without the part before the @ while the owner of the message has switched detail off. */
    recipient: text().notNull(),
    /** The mailbox here that the recipient is. */
    recipientMailboxId: uuid(),
    /** `host[address]:port`, a socket or a service, as in the log. */
    relay: text(),
    status: deliveryStatus().notNull(),
    /** The enhanced status code. @see RFC 3463 */
    dsn: text(),
    /** The answer, word for word. */
    response: text(),
    delayMs: bigint({ mode: 'number' }),
    /** A step within the mail system, to a content filter or an alias: neither sent nor bounced to anybody. */
    isHandOver: boolean().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.at, t.id] }),
    // Query: what became of the messages that were sent from this mailbox, newest first?
    index('mail_deliveries_mailbox').on(t.mailboxId, t.at, t.id).where(sql`${t.mailboxId} is not null`),
    // Query: what arrived for this mailbox, newest first?
    index('mail_deliveries_recipient')
      .on(t.recipientMailboxId, t.at, t.id)
      .where(sql`${t.recipientMailboxId} is not null`),
    // Query: the tries of one message.
    index('mail_deliveries_message').on(t.message, t.at),
  ],
);

/** A message that Postfix did not accept, from a mailbox here or for one. Partitioned by day (UTC) of `at`. */
export const mailRefusals = pgTable(
  'mail_refusals',
  {
    at: timestamp({ withTimezone: true }).notNull(),
    id: bigint({ mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    mailboxId: uuid().notNull(),
    direction: refusalDirection().notNull(),
    /** The client's name and address. */
    client: text(),
    address: inet(),
    country: char({ length: 2 }),
    /** The SMTP command that was refused. */
    command: text().notNull(),
    sender: text(),
    recipient: text(),
    code: text(),
    dsn: text(),
    text: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.at, t.id] }),
    // Query: what was refused for this mailbox, newest first?
    index('mail_refusals_mailbox').on(t.mailboxId, t.at, t.id),
  ],
);

/**
 * The queue ids of messages that have not ended, or only just: a later line adds to the message of its queue id. Short
 * queue ids are reused, so the newest message counts.
 */
export const mailQueueIds = pgTable(
  'mail_queue_ids',
  {
    log: text().notNull(),
    host: text().notNull(),
    queueId: text().notNull(),
    lastSeenAt: timestamp({ withTimezone: true }).notNull(),
    state: jsonb().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.log, t.host, t.queueId] }),
    // Query: which entries may be purged?
    index('mail_queue_ids_last_seen').on(t.lastSeenAt),
  ],
);
