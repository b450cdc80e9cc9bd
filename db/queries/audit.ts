import { eq } from 'drizzle-orm';
import type { Executor } from '../connect';
import { auditLog, auditPseudonyms } from '../schema/audit-log';

export interface AuditEntry {
  at: Date;
  action: string;
  actor: 'person' | 'operator' | 'system';
  personId: string | null;
  mailboxId: string | null;
  sourceAddress: string | null;
  requestId: string;
  detail: Record<string, string | number | boolean | null>;
}

/** Adds one row; call it on the transaction of the change that it tells of, so that neither stands without the other. */
export async function addAuditEntry(on: Executor, entry: AuditEntry): Promise<void> {
  const { personId, mailboxId, ...rest } = entry;
  await on.insert(auditLog).values({
    ...rest,
    personPseudonym: personId ? await pseudonymOf(on, { personId }) : null,
    mailboxPseudonym: mailboxId ? await pseudonymOf(on, { mailboxId }) : null,
  });
}

/** Deletes the key from a person's pseudonym to the person; the log keeps its rows and no longer says whose they are. */
export async function forgetPseudonym(on: Executor, personId: string): Promise<void> {
  await on.delete(auditPseudonyms).where(eq(auditPseudonyms.personId, personId));
}

async function pseudonymOf(on: Executor, subject: { personId: string } | { mailboxId: string }): Promise<string> {
  const isSubject =
    'personId' in subject
      ? eq(auditPseudonyms.personId, subject.personId)
      : eq(auditPseudonyms.mailboxId, subject.mailboxId);
  const find = async () => {
    const [row] = await on.select({ pseudonym: auditPseudonyms.pseudonym }).from(auditPseudonyms).where(isSubject);
    return row?.pseudonym;
  };
  const known = await find();
  if (known) return known;
  await on.insert(auditPseudonyms).values(subject).onConflictDoNothing();
  const made = await find();
  if (!made) throw new Error('the pseudonym just written is not there');
  return made;
}
