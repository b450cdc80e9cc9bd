import { sql } from 'drizzle-orm';
import {
  bigint,
  char,
  check,
  cidr,
  date,
  index,
  inet,
  integer,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { mailService } from './access-events';

export const accessFailureReason = pgEnum('access_failure_reason', [
  'auth_failed',
  'unknown_user',
  'user_disabled',
  'password_expired',
  'authorization_failed',
  'invalid_credentials',
  'temporary_failure',
  'connection_limit',
  'cleartext_auth_disabled',
  'proxy_destination',
]);

/**
 * Refused sign-ins to a mailbox at the mail server, folded: one row for a day, service, network, program, reason and
 * password. Partitioned by `day`, of the campus's time zone.
 */
export const accessFailures = pgTable(
  'access_failures',
  {
    day: date({ mode: 'string' }).notNull(),
    mailboxId: uuid().notNull(),
    /** Null when the client is still connected, or its service is unknown. */
    service: mailService(),
    /** The /24 of an IPv4 address, the /48 of an IPv6 address; 0.0.0.0/0 where the log names none. */
    network: cidr().notNull(),
    /** '' when unknown. */
    program: text().notNull(),
    reason: accessFailureReason().notNull(),
    /** The first characters of the password's SHA-1, as the mail server logs them; '' when it does not. */
    passwordDigest: text().notNull(),
    /** The last address of the network that tried. */
    address: inet(),
    country: char({ length: 2 }),
    firstAt: timestamp({ withTimezone: true }).notNull(),
    lastAt: timestamp({ withTimezone: true }).notNull(),
    count: integer().notNull(),
  },
  (t) => [
    unique('access_failures_once')
      .on(t.day, t.mailboxId, t.service, t.network, t.program, t.reason, t.passwordDigest)
      .nullsNotDistinct(),
    // Query: the failures of one mailbox, the newest first.
    index('access_failures_mailbox').on(t.mailboxId, t.lastAt),
    check('access_failures_count', sql`${t.count} >= 1`),
  ],
);

/** How many rows of failures a mailbox has on a day, and how many failures were only counted once there were too many. */
export const accessFailureDays = pgTable(
  'access_failure_days',
  {
    day: date({ mode: 'string' }).notNull(),
    mailboxId: uuid().notNull(),
    rows: integer().notNull(),
    /** The failures that got no row. */
    overflow: bigint({ mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.day, t.mailboxId] })],
);
