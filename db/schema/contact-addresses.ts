import { sql } from 'drizzle-orm';
import { check, pgTable, smallint, text, timestamp, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { bytes, people } from './people';

/**
 * The addresses outside the campus's mail to which a person's notices go. At most three: each has a place of its own.
 */
export const contactAddresses = pgTable(
  'contact_addresses',
  {
    id: uuid().primaryKey().default(sql`uuidv7()`),
    personId: uuid()
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    place: smallint().notNull(),
    address: text().notNull(),
    addedAt: timestamp({ withTimezone: true }).notNull(),
    /** When the owner opened the confirmation link; before that nothing else is sent to the address. */
    confirmedAt: timestamp({ withTimezone: true }),
    /** SHA-256 of the link's token; null once it is spent. */
    linkHash: bytes(),
    linkExpiresAt: timestamp({ withTimezone: true }),
  },
  (t) => [
    unique('contact_addresses_place').on(t.personId, t.place),
    uniqueIndex('contact_addresses_once').on(t.personId, sql`lower(${t.address})`),
    // Query: to which address does this link belong?
    uniqueIndex('contact_addresses_link').on(t.linkHash),
    check('contact_addresses_at_most_three', sql`${t.place} between 1 and 3`),
    check('contact_addresses_form', sql`${t.address} ~ '^[!-?A-~]+@[a-z0-9.-]+$' and length(${t.address}) <= 254`),
    check('contact_addresses_link_length', sql`octet_length(${t.linkHash}) = 32`),
    check('contact_addresses_link_ends', sql`(${t.linkHash} is null) = (${t.linkExpiresAt} is null)`),
    check('contact_addresses_one_state', sql`(${t.confirmedAt} is null) = (${t.linkHash} is not null)`),
    check('contact_addresses_confirmed_after', sql`${t.confirmedAt} >= ${t.addedAt}`),
  ],
);
