import { sql } from 'drizzle-orm';
import { check, index, pgTable, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { bytes } from './people';

/**
 * A captcha that was shown. It can be answered once, in the form and the browser it was made for, within two minutes.
 */
export const captchas = pgTable(
  'captchas',
  {
    id: uuid().primaryKey().defaultRandom(),
    form: text().notNull(),
    /** HMAC of the visit cookie: a captcha that was solved elsewhere is not valid in another browser. */
    visitHash: bytes().notNull(),
    digits: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    /** Set by the first answer, right or wrong. */
    spentAt: timestamp({ withTimezone: true }),
    /** How often the picture and the sound were fetched. */
    drawn: smallint().notNull().default(0),
    spoken: smallint().notNull().default(0),
  },
  (t) => [
    // Query: which captchas can be purged?
    index('captchas_expires_at').on(t.expiresAt),
    check('captchas_form', sql`${t.form} in ('login')`),
    check('captchas_digits', sql`${t.digits} ~ '^[0-9]{6}$'`),
    check('captchas_visit_hash_length', sql`octet_length(${t.visitHash}) = 32`),
  ],
);
