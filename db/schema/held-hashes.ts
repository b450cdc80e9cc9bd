import { pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { mailboxes } from './mailboxes';

/**
 * The hash of an imported password that is no longer in force, or that was in force when its mailbox was suspended. Such a
 * password has no fingerprint, since it was never typed here. The hash is compared with new passwords; no login uses it.
 */
export const heldHashes = pgTable(
  'held_hashes',
  {
    mailboxId: uuid()
      .notNull()
      .references(() => mailboxes.id),
    secret: text().notNull(),
    /** When another password replaced it; null for one in use at a suspension, which can never be set again. */
    replacedAt: timestamp({ withTimezone: true }),
  },
  (t) => [primaryKey({ columns: [t.mailboxId, t.secret] })],
);
