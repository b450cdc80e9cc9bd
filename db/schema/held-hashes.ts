import { pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { mailboxes } from './mailboxes';

/**
 * The hash of an imported password that is not in force any more, or was when its mailbox was suspended. No fingerprint
 * recognises such a password, since it was never typed here. The hash is compared with new passwords, and opens nothing.
 */
export const heldHashes = pgTable(
  'held_hashes',
  {
    mailboxId: uuid()
      .notNull()
      .references(() => mailboxes.id),
    secret: text().notNull(),
    /** When another password took its place; null for one that was in use at a suspension, which never comes back. */
    replacedAt: timestamp({ withTimezone: true }),
  },
  (t) => [primaryKey({ columns: [t.mailboxId, t.secret] })],
);
