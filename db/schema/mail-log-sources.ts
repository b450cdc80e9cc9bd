import { sql } from 'drizzle-orm';
import { bigint, check, integer, jsonb, pgTable, text, timestamp, uniqueIndex } from 'drizzle-orm/pg-core';

/**
 * How far each file of a mail log has been read. The position is stored in the transaction that stores the rows, so that
 * each line counts exactly once. A compressed predecessor is recognised by its first bytes.
 */
export const mailLogSources = pgTable(
  'mail_log_sources',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** The log as the operator named it, such as /var/log/mail.log, without the suffix of a rotated file. */
    log: text().notNull(),
    /** SHA-256 of the first bytes, since inodes are reused. */
    fingerprint: text().notNull(),
    /** How many bytes the fingerprint covers: fewer than 1,024 while the file is shorter. */
    fingerprintBytes: integer().notNull(),
    /** Null for a compressed file. */
    device: text(),
    inode: text(),
    /** The end of the last line that was read, in bytes of the uncompressed text. */
    position: bigint({ mode: 'number' }).notNull(),
    /** The time of the last line that had one. */
    lastLineAt: timestamp({ withTimezone: true }),
    updatedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [
    uniqueIndex('mail_log_sources_once').on(t.log, t.fingerprint),
    check('mail_log_sources_position', sql`${t.position} >= 0`),
  ],
);

/**
 * Acts that the lines of a log have begun and not yet ended: copies whose source may still be expunged, failures that two lines
 * report. It is stored with the rows and the position.
 */
export const mailLogStates = pgTable('mail_log_states', {
  log: text().primaryKey(),
  /** Rises with each batch: another process that has read the log since is noticed by it. */
  generation: bigint({ mode: 'number' }).notNull(),
  state: jsonb().notNull(),
});
