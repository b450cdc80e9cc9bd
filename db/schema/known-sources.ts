import { sql } from 'drizzle-orm';
import { check, pgTable, primaryKey, timestamp, uuid } from 'drizzle-orm/pg-core';
import { bytes, people } from './people';

/** From where a person has come by the campus system before: a keyed fingerprint, from which no address can be read. */
export const knownSources = pgTable(
  'known_sources',
  {
    personId: uuid()
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    fingerprint: bytes().notNull(),
    firstSeenAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.personId, t.fingerprint] }),
    check('known_sources_fingerprint_length', sql`octet_length(${t.fingerprint}) = 16`),
  ],
);
