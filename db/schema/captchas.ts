import { sql } from 'drizzle-orm';
import { check, index, pgTable, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { bytes } from './people';

/** A captcha that was shown: it is answered once, by the form and the browser it was made for, within two minutes. */
export const captchas = pgTable(
  'captchas',
  {
    id: uuid().primaryKey().defaultRandom(),
    form: text().notNull(),
    /** HMAC of the visit cookie: an answer that is solved elsewhere cannot be brought in by another browser. */
    visitHash: bytes().notNull(),
    digits: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    /** Set by the first answer, right or wrong. */
    spentAt: timestamp({ withTimezone: true }),
    /** How often the picture, and the voice, were given out. */
    drawn: smallint().notNull().default(0),
    spoken: smallint().notNull().default(0),
  },
  (t) => [
    // Which ones can be forgotten?
    index('captchas_expires_at').on(t.expiresAt),
    check('captchas_form', sql`${t.form} in ('login')`),
    check('captchas_digits', sql`${t.digits} ~ '^[0-9]{6}$'`),
    check('captchas_visit_hash_length', sql`octet_length(${t.visitHash}) = 32`),
  ],
);
