import { sql } from 'drizzle-orm';
import { check, index, pgEnum, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { suspensions } from './suspensions';

export const incidentProtocol = pgEnum('incident_protocol', ['smtp', 'imap', 'pop3', 'webmail']);

/** The incidents observed before a mailbox was suspended. Shown only to its holder. */
export const suspensionIncidents = pgTable(
  'suspension_incidents',
  {
    id: uuid().primaryKey().default(sql`uuidv7()`),
    suspensionId: uuid()
      .notNull()
      .references(() => suspensions.id),
    happenedAt: timestamp({ withTimezone: true }).notNull(),
    account: text().notNull(),
    protocol: incidentProtocol().notNull(),
    /** The client's address; its last part is masked before it is stored: `203.0.113.*`. */
    maskedAddress: text().notNull(),
    /** ISO 3166-1, two letters; null when unknown. */
    country: text(),
  },
  (t) => [
    index('suspension_incidents_suspension').on(t.suspensionId),
    check('suspension_incidents_masked', sql`${t.maskedAddress} like '%*'`),
    check('suspension_incidents_country_form', sql`${t.country} ~ '^[A-Z]{2}$'`),
  ],
);
