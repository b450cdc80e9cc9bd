import { pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { mailboxes } from './mailboxes';

/**
 * An imported password that was in use when its mailbox was suspended: it never comes back, and no fingerprint recognises
 * it, since it was never typed here. Its hash stays here for that, and opens nothing.
 */
export const heldHashes = pgTable(
  'held_hashes',
  {
    mailboxId: uuid()
      .notNull()
      .references(() => mailboxes.id),
    secret: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.mailboxId, t.secret] })],
);
