import { sql } from 'drizzle-orm';
import { check, index, inet, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { bytes } from './people';
import { sessions } from './sessions';

/** A campus link that has opened its one session. The primary key makes a second use impossible, at any node. */
export const spentCampusLinks = pgTable(
  'spent_campus_links',
  {
    jti: text().primaryKey(),
    spentAt: timestamp({ withTimezone: true }).notNull(),
    /** After this moment the link is refused as expired in any case. */
    keepUntil: timestamp({ withTimezone: true }).notNull(),
    sessionId: uuid()
      .notNull()
      .references(() => sessions.id),
    /** SHA-256 of the visit cookie and the address that spent it, so that a double click finds its own session. */
    visitHash: bytes(),
    sourceAddress: inet().notNull(),
  },
  (t) => [
    index('spent_campus_links_session').on(t.sessionId),
    index('spent_campus_links_keep_until').on(t.keepUntil),
    check('spent_campus_links_visit_hash_length', sql`octet_length(${t.visitHash}) = 32`),
  ],
);
