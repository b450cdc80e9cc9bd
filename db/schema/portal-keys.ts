import { sql } from 'drizzle-orm';
import { index, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

/** The key pairs to which the campus system encrypts its links. */
export const portalKeys = pgTable(
  'portal_keys',
  {
    kid: text().primaryKey(),
    publicJwk: jsonb().$type<Record<string, string>>().notNull(),
    /**
     * The private JWK, encrypted under a key derived from PORTAL_SECRET: a copy of the database is not enough to open a
     * link.
     */
    sealedPrivateJwk: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    /** Set by a rotation: until then links made with the old key are accepted. */
    opensUntil: timestamp({ withTimezone: true }),
    revokedAt: timestamp({ withTimezone: true }),
  },
  (t) => [
    // One key at a time is published for encryption.
    index('portal_keys_current').on(t.createdAt).where(sql`${t.opensUntil} is null and ${t.revokedAt} is null`),
  ],
);
