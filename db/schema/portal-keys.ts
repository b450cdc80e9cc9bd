import { sql } from 'drizzle-orm';
import { index, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

/** The key pairs to which the campus system encrypts its links. */
export const portalKeys = pgTable(
  'portal_keys',
  {
    kid: text().primaryKey(),
    publicJwk: jsonb().$type<Record<string, string>>().notNull(),
    /** The private JWK as a JWE under a key derived from PORTAL_SECRET: a copy of the database opens no link. */
    sealedPrivateJwk: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    /** Set by a rotation: until then links made with the old key are still opened. */
    opensUntil: timestamp({ withTimezone: true }),
    revokedAt: timestamp({ withTimezone: true }),
  },
  (t) => [
    // One key at a time is offered for encryption.
    index('portal_keys_current').on(t.createdAt).where(sql`${t.opensUntil} is null and ${t.revokedAt} is null`),
  ],
);
