import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgEnum, pgTable, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { mailboxes } from './mailboxes';
import { people } from './people';

export const noticeKind = pgEnum('notice_kind', [
  'password_changed',
  'suspended',
  'reinstated',
  'contact_address_added',
  'contact_address_removed',
  'signed_in_from_new_address',
  'confirm_contact_address',
  'not_me_reported',
  'closed',
  'reopened',
  'busy_sending_day',
  'sending_log',
]);

/** The recipient: an address outside, the mailbox concerned, or the operators of the service. */
export const noticeRecipient = pgEnum('notice_recipient', ['contact_address', 'mailbox', 'operators']);

/**
 * The action of "this was not me": suspend the mailbox and end the sessions, or only end the sessions. Operators are
 * notified of both.
 */
export const noticeAnswer = pgEnum('notice_answer', ['stop_mailbox', 'end_sessions']);

export const noticeLanguage = pgEnum('notice_language', ['zh_TW', 'en']);

/** A change that the mail about an earlier one lists as well. */
export interface LaterChange {
  /** The name that it would have as the event of a notice of its own. */
  event: string;
  /** ISO 8601. */
  at: string;
  /** The client address, unless the recipient must not learn it. */
  from?: string;
  /** The change number. */
  change?: string;
}

/**
 * A mail that is to be sent, or was. Written in the transaction of its event. It contains no secret: the tokens of the
 * links in it are computed from its id when it is composed, and checked in the same way.
 */
export const notices = pgTable(
  'notices',
  {
    id: uuid().primaryKey(),
    /** The event's unique name: a recipient gets one notice for each event. */
    event: text().notNull(),
    kind: noticeKind().notNull(),
    recipientKind: noticeRecipient().notNull(),
    recipient: text().notNull(),
    language: noticeLanguage().notNull(),
    /** The person concerned; null for a notice to operators. */
    personId: uuid().references(() => people.id, { onDelete: 'cascade' }),
    mailboxId: uuid().references(() => mailboxes.id),
    /** Names and figures for its sentences. */
    data: jsonb().$type<Record<string, string>>().notNull(),
    /** Changes of the same mailbox within ten minutes of the first: one mail lists all of them. */
    laterChanges: jsonb().$type<LaterChange[]>().notNull().default([]),
    happenedAt: timestamp({ withTimezone: true }).notNull(),
    answer: noticeAnswer(),
    answeredAt: timestamp({ withTimezone: true }),
    attempts: integer().notNull().default(0),
    /** How often a mail server has refused it permanently. */
    refusals: integer().notNull().default(0),
    lastFailure: text(),
    nextAttemptAt: timestamp({ withTimezone: true }).notNull(),
    sentAt: timestamp({ withTimezone: true }),
    givenUpAt: timestamp({ withTimezone: true }),
  },
  (t) => [
    unique('notices_once').on(t.event, t.recipient),
    // Query of the worker: what is due?
    index('notices_due').on(t.nextAttemptAt).where(sql`${t.sentAt} is null and ${t.givenUpAt} is null`),
    // Query: how many links were sent to this person's new addresses within a day?
    index('notices_person').on(t.personId, t.kind, t.happenedAt),
    check('notices_sent_or_given_up', sql`${t.sentAt} is null or ${t.givenUpAt} is null`),
    check('notices_answered_if_it_may_be', sql`${t.answeredAt} is null or ${t.answer} is not null`),
    check(
      'notices_stop_from_outside_alone',
      sql`${t.answer} <> 'stop_mailbox' or ${t.recipientKind} = 'contact_address'`,
    ),
    check('notices_recipient_is_one_line', sql`${t.recipient} ~ '^[!-~]+@[!-~]+$'`),
  ],
);
