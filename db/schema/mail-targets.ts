import { sql } from 'drizzle-orm';
import { check, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';

/** Which mail systems must learn of a change, by the domain of the mailbox. */
export const mailTargets = pgTable(
  'mail_targets',
  {
    domain: text().notNull(),
    /** The kind of mail system: how it is told. */
    target: text().notNull(),
    /** The name under which the configuration says where it is and how it is entered. */
    targetKey: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.domain, t.target] }),
    check('mail_targets_domain_form', sql`${t.domain} ~ '^[a-z0-9.-]{3,190}$'`),
    check('mail_targets_known', sql`${t.target} in ('dovecot-sql', 'ldap', 'google', 'simulated')`),
  ],
);
