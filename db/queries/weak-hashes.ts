import { and, asc, count, eq, max, ne, sql } from 'drizzle-orm';
import type { Executor } from '../connect';
import { auditLog, auditPseudonyms } from '../schema/audit-log';
import { mailboxes } from '../schema/mailboxes';

export interface WeakHash {
  address: string;
  /** The beginning of its hash: `{SSHA}`, `{CRYPT}$1$`, `{BLF-CRYPT}$2y$05$` … */
  scheme: string;
  /** When the password was set, if known. */
  since: Date | null;
  /** When its holder last signed in here, by either way. */
  holderSeenAt: Date | null;
}

const IS_WEAK_AND_OPEN = and(eq(mailboxes.hasWeakHash, true), ne(mailboxes.state, 'closed'));

/**
 * Lists the mailboxes whose hash would not resist an attacker who has a copy of it for long. The hashes are not
 * returned.
 */
export async function listWeakHashes(on: Executor): Promise<WeakHash[]> {
  return on
    .select({
      address: mailboxes.address,
      scheme: sql<string>`substring(${mailboxes.passwordSecret} from '^\\{[A-Z0-9-]+\\}(?:\\$[0-9a-z]+\\$(?:[0-9]{2}\\$)?)?')`,
      since: mailboxes.passwordChangedAt,
      holderSeenAt: max(auditLog.at),
    })
    .from(mailboxes)
    .leftJoin(auditPseudonyms, eq(auditPseudonyms.personId, mailboxes.holderId))
    .leftJoin(
      auditLog,
      and(eq(auditLog.personPseudonym, auditPseudonyms.pseudonym), eq(auditLog.action, 'session.opened')),
    )
    .where(IS_WEAK_AND_OPEN)
    .groupBy(mailboxes.id)
    .orderBy(asc(mailboxes.address));
}

export async function countWeakHashes(on: Executor): Promise<number> {
  const [row] = await on.select({ n: count() }).from(mailboxes).where(IS_WEAK_AND_OPEN);
  return row?.n ?? 0;
}
