import { sql } from 'drizzle-orm';
import { boolean, check, integer, pgTable, timestamp } from 'drizzle-orm/pg-core';

/** One row at most: what this database is. A demo database is never served with production settings, nor the other way. */
export const installation = pgTable(
  'installation',
  {
    only: integer().primaryKey().default(1),
    isDemo: boolean().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [check('installation_one_row', sql`${t.only} = 1`)],
);
