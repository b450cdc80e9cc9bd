import { sql } from 'drizzle-orm';
import { check, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';

/** Which mail systems a change must be delivered to, by the domain of the mailbox. */
export const mailTargets = pgTable(
  'mail_targets',
  {
    domain: text().notNull(),
    /** The kind of mail system. */
    target: text().notNull(),
    /** The key of its settings in the configuration. */
    targetKey: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.domain, t.target] }),
    check('mail_targets_domain_form', sql`${t.domain} ~ '^[a-z0-9.-]{3,190}$'`),
    check('mail_targets_known', sql`${t.target} in ('dovecot-sql', 'ldap', 'google', 'simulated')`),
  ],
);
