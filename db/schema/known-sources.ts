import { sql } from 'drizzle-orm';
import { check, pgTable, primaryKey, timestamp, uuid } from 'drizzle-orm/pg-core';
import { bytes, people } from './people';

/**
 * The sources from which a person has signed in by the campus system: keyed fingerprints, from which no address can be
 * read.
 */
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
