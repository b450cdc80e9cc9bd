import { and, desc, eq, gt, inArray, isNull, lt, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { runConcurrently } from '@/db/run-concurrently';
import type { Executor } from '../connect';
import { arrayOf, given, isAnyOf, prepared } from '../prepared';
import { auditLog, auditPseudonyms } from '../schema/audit-log';
import { mailboxes } from '../schema/mailboxes';
import { passwordChanges } from '../schema/password-changes';
import type { SignInWay } from './sessions';

export interface AuditEntry {
  /** By the server's clock; the row's own time is the database's. */
  requestAt: Date;
  action: string;
  actor: 'person' | 'operator' | 'system';
  personId: string | null;
  mailboxId: string | null;
  sourceAddress: string | null;
  requestId: string;
  detail: Record<string, string | number | boolean | null>;
}

/** Adds one row. Call it in the transaction of the recorded change: both are committed or neither. */
export async function addAuditEntry(on: Executor, entry: AuditEntry): Promise<void> {
  const { personId, mailboxId, requestAt, action, actor, sourceAddress, requestId, detail } = entry;
  // The role may write only these columns; drizzle's own insert would name all of them.
  const add = () =>
    on.execute(sql`
      insert into ${auditLog}
        (action, actor, person_pseudonym, mailbox_pseudonym, source_address, request_id, request_at, detail)
      select ${action}, ${actor}::audit_actor, person, mailbox, ${sourceAddress}::inet, ${requestId},
        ${requestAt.toISOString()}::timestamptz, ${JSON.stringify(detail)}::jsonb
      from (select
        (select pseudonym from ${auditPseudonyms} where person_id = ${personId}::uuid) as person,
        (select pseudonym from ${auditPseudonyms} where mailbox_id = ${mailboxId}::uuid) as mailbox) as found
      where (person is null) = (${personId}::uuid is null) and (mailbox is null) = (${mailboxId}::uuid is null)
      returning id`);
  if ((await add()).length > 0) return;
  await makePseudonyms(on, { personId, mailboxId });
  if ((await add()).length === 0) throw new Error('the pseudonyms just written are not there');
}

/** The database chooses each pseudonym, so that an anonymous one can never be assigned to another person. */
async function makePseudonyms(on: Executor, { personId, mailboxId }: Pick<AuditEntry, 'personId' | 'mailboxId'>) {
  const make = (column: 'person_id' | 'mailbox_id', id: string | null) =>
    id && on.execute(sql`insert into ${auditPseudonyms} (${sql.raw(column)}) values (${id}) on conflict do nothing`);
  await runConcurrently([make('person_id', personId), make('mailbox_id', mailboxId)]);
}

/**
 * Finds when a person last signed in as themselves before the session that was opened at a moment; null when never. The time
 * is the database's: the application's role could write any `request_at`. A session opened with a unit's shared password
 * does not count, since any of its users may have opened it.
 *
 * @param openedAt by the server's clock, as the session has it
 */
export async function findSignInBefore(on: Executor, personId: string, openedAt: Date): Promise<Date | null> {
  const [row] = await signInBefore(on, undefined).execute({ personId, openedAt });
  return row?.at ?? null;
}

const signInBefore = prepared((on) => {
  const ofMailbox = alias(auditPseudonyms, 'of_mailbox');
  return on
    .select({ at: auditLog.at })
    .from(auditLog)
    .innerJoin(auditPseudonyms, eq(auditPseudonyms.pseudonym, auditLog.personPseudonym))
    .leftJoin(ofMailbox, eq(ofMailbox.pseudonym, auditLog.mailboxPseudonym))
    .leftJoin(mailboxes, eq(mailboxes.id, ofMailbox.mailboxId))
    .where(
      and(
        eq(auditPseudonyms.personId, given(auditPseudonyms.personId, 'personId')),
        eq(auditLog.action, 'session.opened'),
        lt(auditLog.at, given(auditLog.at, 'openedAt')),
        // The session's own row: it seems to be earlier where the database's clock is behind the server's.
        sql`${auditLog.requestAt} is distinct from ${given(auditLog.requestAt, 'openedAt')}`,
        or(isNull(auditLog.mailboxPseudonym), eq(mailboxes.kind, 'personal')),
      ),
    )
    .orderBy(desc(auditLog.at))
    .limit(1)
    .prepare('sign_in_before');
});

export interface ClearedFailures {
  mailboxId: string;
  failures: number;
  since: Date;
  wasClosed: boolean;
}

/** Lists the failed sign-ins of each mailbox that were cleared after a moment, by a sign-in or by an operator. */
export async function listClearedFailures(
  on: Executor,
  cleared: { mailboxIds: readonly string[]; after: Date | null },
): Promise<ClearedFailures[]> {
  if (cleared.mailboxIds.length === 0) return [];
  const variant = cleared.after ? 'after' : 'ever';
  const values = { mailboxIds: arrayOf(cleared.mailboxIds), after: cleared.after };
  const rows = await clearedFailures(on, variant).execute(values);
  return rows.map((row) => ({ ...row, since: new Date(row.since) }));
}

const clearedFailures = prepared((on, variant: 'after' | 'ever') => {
  const { detail } = auditLog;
  return on
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
        isAnyOf(auditPseudonyms.mailboxId, 'mailboxIds', 'uuid'),
        eq(auditLog.action, 'throttle.cleared'),
        variant === 'after' ? gt(auditLog.at, given(auditLog.at, 'after')) : undefined,
        sql`${detail} ->> 'since' is not null`,
      ),
    )
    .groupBy(auditPseudonyms.mailboxId)
    .prepare('cleared_failures');
});

/** Selects the rows of a history: acts on these mailboxes, and the sign-ins of a person or into these mailboxes. */
export interface HistoryOf {
  personId: string;
  mailboxIds: readonly string[];
  signIns: 'of_person' | 'into_mailboxes';
}

export interface HistoryRow {
  at: Date;
  action: string;
  mailboxId: string | null;
  /** The actor is the person whose history it is. */
  isOwn: boolean;
  sourceAddress: string | null;
  detail: AuditEntry['detail'];
  /** A change of password: its id and its number. */
  changeId: string | null;
  changeNumber: string | null;
}

const DONE_TO_MAILBOXES = [
  'password.changed',
  'mailbox.suspended',
  'mailbox.reinstated',
  'mailbox.closed',
  'mailbox.reopened',
];

/** Lists the newest first. @param page.before only rows before this moment; null for the newest of all */
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
      changeNumber: passwordChanges.number,
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

export interface ChangeAct {
  /** The way of the sign-in in which the password was changed. */
  way: SignInWay;
  sourceAddress: string | null;
  requestId: string;
}

/** Finds how a password was changed. @returns undefined when the mailbox's pseudonym was purged */
export async function findChangeAct(
  on: Executor,
  of: { mailboxId: string; version: number },
): Promise<ChangeAct | undefined> {
  const { detail } = auditLog;
  const [row] = await on
    .select({
      way: sql<SignInWay>`${detail} ->> 'way'`,
      sourceAddress: auditLog.sourceAddress,
      requestId: auditLog.requestId,
    })
    .from(auditLog)
    .innerJoin(auditPseudonyms, eq(auditPseudonyms.pseudonym, auditLog.mailboxPseudonym))
    .where(
      and(
        eq(auditPseudonyms.mailboxId, of.mailboxId),
        eq(auditLog.action, 'password.changed'),
        sql`(${detail} ->> 'version')::int = ${of.version}`,
      ),
    );
  return row;
}

/**
 * Deletes the link from a person's pseudonym to the person. The log keeps its rows, which are then anonymous.
 *
 * @param on with the owner's role: the servers' role has no right to do this
 */
export async function purgePseudonym(on: Executor, personId: string): Promise<void> {
  await on.delete(auditPseudonyms).where(eq(auditPseudonyms.personId, personId));
}
