import { sql } from 'drizzle-orm';
import { boolean, check, integer, pgTable, timestamp } from 'drizzle-orm/pg-core';

/**
 * At most one row: the kind of this database. A demo database is never served with production settings, or vice versa.
 */
export const installation = pgTable(
  'installation',
  {
    only: integer().primaryKey().default(1),
    isDemo: boolean().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [check('installation_one_row', sql`${t.only} = 1`)],
);
