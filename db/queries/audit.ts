import { and, desc, eq, gt, inArray, isNull, lt, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Executor } from '../connect';
import { auditLog, auditPseudonyms } from '../schema/audit-log';
import { mailboxes } from '../schema/mailboxes';
import { passwordChanges } from '../schema/password-changes';
import { together } from '../together';

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
  const [personPseudonym, mailboxPseudonym] = await together([
    personId ? pseudonymOf(on, { personId }) : null,
    mailboxId ? pseudonymOf(on, { mailboxId }) : null,
  ]);
  await on.insert(auditLog).values({ ...rest, personPseudonym, mailboxPseudonym });
}

/**
 * When somebody signed in as themselves the last time before a moment; null when never. What the shared password of a
 * unit's mailbox opened may have been anybody's.
 */
export async function findSignInBefore(on: Executor, personId: string, moment: Date): Promise<Date | null> {
  const ofMailbox = alias(auditPseudonyms, 'of_mailbox');
  const [row] = await on
    .select({ at: auditLog.at })
    .from(auditLog)
    .innerJoin(auditPseudonyms, eq(auditPseudonyms.pseudonym, auditLog.personPseudonym))
    .leftJoin(ofMailbox, eq(ofMailbox.pseudonym, auditLog.mailboxPseudonym))
    .leftJoin(mailboxes, eq(mailboxes.id, ofMailbox.mailboxId))
    .where(
      and(
        eq(auditPseudonyms.personId, personId),
        eq(auditLog.action, 'session.opened'),
        lt(auditLog.at, moment),
        or(isNull(auditLog.mailboxPseudonym), eq(mailboxes.kind, 'personal')),
      ),
    )
    .orderBy(desc(auditLog.at))
    .limit(1);
  return row?.at ?? null;
}

export interface ClearedFailures {
  mailboxId: string;
  failures: number;
  since: Date;
  wasClosed: boolean;
}

/** The failed sign-ins of each of the mailboxes that were cleared after a moment, by a sign-in or by an operator. */
export async function listClearedFailures(
  on: Executor,
  cleared: { mailboxIds: readonly string[]; after: Date | null },
): Promise<ClearedFailures[]> {
  if (cleared.mailboxIds.length === 0) return [];
  const { detail } = auditLog;
  const rows = await on
    .select({
      mailboxId: sql<string>`${auditPseudonyms.mailboxId}`,
      failures: sql<number>`sum((${detail} ->> 'failures')::int)::int`,
      since: sql<string>`min(${detail} ->> 'since')`,
      wasClosed: sql<boolean>`bool_or((${detail} ->> 'wasClosed')::boolean)`,
    })
    .from(auditLog)
    .innerJoin(auditPseudonyms, eq(auditPseudonyms.pseudonym, auditLog.mailboxPseudonym))
    .where(
      and(
        inArray(auditPseudonyms.mailboxId, [...cleared.mailboxIds]),
        eq(auditLog.action, 'throttle.cleared'),
        cleared.after ? gt(auditLog.at, cleared.after) : undefined,
        sql`${detail} ->> 'since' is not null`,
      ),
    )
    .groupBy(auditPseudonyms.mailboxId);
  return rows.map((row) => ({ ...row, since: new Date(row.since) }));
}

/** Whose rows are looked for: what was done to these mailboxes, and the sign-ins of a person or into these mailboxes. */
export interface HistoryOf {
  personId: string;
  mailboxIds: readonly string[];
  signIns: 'of_person' | 'into_mailboxes';
}

export interface HistoryRow {
  at: Date;
  action: string;
  mailboxId: string | null;
  /** Done by the person whose history it is. */
  isOwn: boolean;
  sourceAddress: string | null;
  detail: AuditEntry['detail'];
  /** Of a changed password. */
  changeId: string | null;
}

const DONE_TO_MAILBOXES = [
  'password.changed',
  'mailbox.suspended',
  'mailbox.reinstated',
  'mailbox.closed',
  'mailbox.reopened',
];

/** The newest first. @param page.before a moment: what came before it, or null for the newest of all */
export async function listHistory(
  on: Executor,
  of: HistoryOf,
  page: { before: Date | null; most: number },
): Promise<HistoryRow[]> {
  const keys = await on
    .select()
    .from(auditPseudonyms)
    .where(or(eq(auditPseudonyms.personId, of.personId), inArray(auditPseudonyms.mailboxId, [...of.mailboxIds])));
  const ownKey = keys.find(({ personId }) => personId)?.pseudonym;
  const mailboxKeys = keys.filter(({ mailboxId }) => mailboxId).map(({ pseudonym }) => pseudonym);
  const isAtMailboxes = inArray(auditLog.mailboxPseudonym, mailboxKeys);
  const isSignIn = eq(auditLog.action, 'session.opened');
  const rows = await on
    .select({
      at: auditLog.at,
      action: auditLog.action,
      mailboxId: auditPseudonyms.mailboxId,
      personPseudonym: auditLog.personPseudonym,
      sourceAddress: auditLog.sourceAddress,
      detail: auditLog.detail,
      changeId: passwordChanges.id,
    })
    .from(auditLog)
    .leftJoin(auditPseudonyms, eq(auditPseudonyms.pseudonym, auditLog.mailboxPseudonym))
    .leftJoin(
      passwordChanges,
      and(
        eq(auditLog.action, 'password.changed'),
        eq(passwordChanges.mailboxId, auditPseudonyms.mailboxId),
        sql`${passwordChanges.version} = (${auditLog.detail} ->> 'version')::int`,
      ),
    )
    .where(
      and(
        or(
          and(isAtMailboxes, inArray(auditLog.action, DONE_TO_MAILBOXES)),
          of.signIns === 'into_mailboxes'
            ? and(isAtMailboxes, isSignIn)
            : and(ownKey ? eq(auditLog.personPseudonym, ownKey) : sql`false`, isSignIn),
        ),
        page.before ? lt(auditLog.at, page.before) : undefined,
      ),
    )
    .orderBy(desc(auditLog.at), desc(auditLog.id))
    .limit(page.most);
  return rows.map(({ personPseudonym, ...row }) => ({
    ...row,
    isOwn: ownKey !== undefined && personPseudonym === ownKey,
  }));
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
