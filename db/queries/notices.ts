import { and, asc, count, desc, eq, gt, inArray, isNotNull, isNull, lt, lte, or, sql } from 'drizzle-orm';
import { runConcurrently } from '@/db/run-concurrently';
import type { Executor } from '../connect';
import { type LaterChange, notices } from '../schema/notices';

export type NoticeKind =
  | 'password_changed'
  | 'suspended'
  | 'reinstated'
  | 'contact_address_added'
  | 'contact_address_removed'
  | 'signed_in_from_new_address'
  | 'confirm_contact_address'
  | 'not_me_reported'
  | 'closed'
  | 'reopened';

export type NoticeRecipient = 'contact_address' | 'mailbox' | 'operators';
/** What "this was not me" does. */
export type NoticeAnswer = 'stop_mailbox' | 'end_sessions';
export type NoticeLanguage = 'zh_TW' | 'en';

/** Workers listen on this channel; the notification leaves with the commit of what is told of. */
export const NOTICES_DUE = 'notices_due';

export type { LaterChange };

export interface Notice {
  id: string;
  /** What happened, by a name of its own. */
  event: string;
  kind: NoticeKind;
  recipientKind: NoticeRecipient;
  recipient: string;
  language: NoticeLanguage;
  personId: string | null;
  mailboxId: string | null;
  /** Names and figures for its sentences; never a secret. */
  data: Record<string, string>;
  /** Further changes of the mailbox that the same mail tells of, in their order. */
  laterChanges: readonly LaterChange[];
  happenedAt: Date;
  answer: NoticeAnswer | null;
}

/** A notice as it is queued: of one event. */
export type QueuedNotice = Omit<Notice, 'laterChanges'>;

const NOTICE = {
  id: notices.id,
  event: notices.event,
  kind: notices.kind,
  recipientKind: notices.recipientKind,
  recipient: notices.recipient,
  language: notices.language,
  personId: notices.personId,
  mailboxId: notices.mailboxId,
  data: notices.data,
  laterChanges: notices.laterChanges,
  happenedAt: notices.happenedAt,
  answer: notices.answer,
};

/** Who was told of an event already is passed over: the unique key decides. */
export async function addNotices(on: Executor, rows: readonly QueuedNotice[]): Promise<void> {
  if (rows.length === 0) return;
  await runConcurrently([
    on
      .insert(notices)
      .values(rows.map((row) => ({ ...row, nextAttemptAt: row.happenedAt })))
      .onConflictDoNothing(),
    on.execute(sql`select pg_notify(${NOTICES_DUE}, '')`),
  ]);
}

export interface DueNotice extends Notice {
  attempts: number;
  refusals: number;
}

const isWaiting = and(isNull(notices.sentAt), isNull(notices.givenUpAt));

/** Takes one due notice and keeps its row locked until the transaction ends; other workers pass it by. */
export async function takeDueNotice(on: Executor, now: Date): Promise<DueNotice | undefined> {
  const [row] = await on
    .select({ ...NOTICE, attempts: notices.attempts, refusals: notices.refusals })
    .from(notices)
    .where(and(lte(notices.nextAttemptAt, now), isWaiting))
    .orderBy(asc(notices.nextAttemptAt))
    .limit(1)
    .for('update', { skipLocked: true });
  return row;
}

export async function recordSent(on: Executor, id: string, sentAt: Date): Promise<void> {
  await on
    .update(notices)
    .set({ sentAt, lastFailure: null, attempts: sql`${notices.attempts} + 1` })
    .where(eq(notices.id, id));
}

export async function recordUnsent(
  on: Executor,
  id: string,
  failure: { reason: string; nextAttemptAt: Date; refusals: number; givenUpAt: Date | null },
): Promise<void> {
  const { reason, ...rest } = failure;
  await on
    .update(notices)
    .set({ ...rest, lastFailure: reason, attempts: sql`${notices.attempts} + 1` })
    .where(eq(notices.id, id));
}

export interface AnswerableNotice extends Notice {
  sentAt: Date | null;
  answeredAt: Date | null;
}

export async function findNotice(on: Executor, id: string): Promise<AnswerableNotice | undefined> {
  const [row] = await on
    .select({ ...NOTICE, sentAt: notices.sentAt, answeredAt: notices.answeredAt })
    .from(notices)
    .where(eq(notices.id, id));
  return row;
}

/** @returns whether it was not answered before: of two at once, one is the first */
export async function recordAnswered(on: Executor, id: string, now: Date): Promise<boolean> {
  const answered = await on
    .update(notices)
    .set({ answeredAt: now })
    .where(and(eq(notices.id, id), isNull(notices.answeredAt), isNotNull(notices.answer)))
    .returning({ id: notices.id });
  return answered.length > 0;
}

export type ToldNotice = Pick<Notice, 'id' | 'event' | 'recipient' | 'data' | 'laterChanges' | 'happenedAt'>;

/**
 * Who was told of one kind of event of a mailbox since then, by a mail that was not given up or answered; the newest first.
 */
export async function listTold(
  on: Executor,
  of: { personId: string; mailboxId: string; kind: NoticeKind; since: Date },
): Promise<ToldNotice[]> {
  const { id, event, recipient, data, laterChanges, happenedAt } = NOTICE;
  return on
    .select({ id, event, recipient, data, laterChanges, happenedAt })
    .from(notices)
    .where(
      and(
        eq(notices.personId, of.personId),
        eq(notices.kind, of.kind),
        gt(notices.happenedAt, of.since),
        eq(notices.mailboxId, of.mailboxId),
        isNull(notices.givenUpAt),
        isNull(notices.answeredAt),
      ),
    )
    .orderBy(desc(notices.happenedAt));
}

/**
 * Lets the mail about one change tell of another as well. Its link stays the same.
 *
 * @param sendAgainAt when a mail that was sent already is sent once more, with all changes in it; null for not at all
 * @returns false when it is being sent at this very moment, which nobody waits for
 */
export async function addLaterChange(
  on: Executor,
  id: string,
  { change, sendAgainAt }: { change: LaterChange; sendAgainAt: Date | null },
): Promise<boolean> {
  const free = on
    .select({ id: notices.id })
    .from(notices)
    .where(eq(notices.id, id))
    .for('no key update', { skipLocked: true });
  const again = sendAgainAt && {
    nextAttemptAt: sql`case when ${notices.sentAt} is null then ${notices.nextAttemptAt} else ${sql.param(sendAgainAt, notices.nextAttemptAt)} end`,
    attempts: sql`case when ${notices.sentAt} is null then ${notices.attempts} else 0 end`,
    sentAt: null,
  };
  const joined = await on
    .update(notices)
    .set({ laterChanges: sql`${notices.laterChanges} || ${JSON.stringify([change])}::jsonb`, ...again })
    .where(inArray(notices.id, free))
    .returning({ id: notices.id });
  return joined.length > 0;
}

/** How many mails of one kind a person had sent since then, and when the newest was. */
export async function countNotices(
  on: Executor,
  of: { personId: string; kind: NoticeKind; since: Date },
): Promise<number> {
  const [row] = await on
    .select({ n: count() })
    .from(notices)
    .where(and(eq(notices.personId, of.personId), eq(notices.kind, of.kind), gt(notices.happenedAt, of.since)));
  return row?.n ?? 0;
}

/** Sent or given up before then: nobody needs them any more, and they hold addresses of people. */
export async function deleteDoneNotices(on: Executor, before: Date): Promise<void> {
  await on.delete(notices).where(or(lt(notices.sentAt, before), lt(notices.givenUpAt, before)));
}

export interface UnsentNotice {
  id: string;
  kind: NoticeKind;
  recipient: string;
  happenedAt: Date;
  attempts: number;
  lastFailure: string | null;
  nextAttemptAt: Date;
  givenUpAt: Date | null;
}

/** Those that have failed at least once and wait, and those that were given up; the oldest first. */
export async function listUnsentNotices(on: Executor, most: number): Promise<UnsentNotice[]> {
  return on
    .select({
      id: notices.id,
      kind: notices.kind,
      recipient: notices.recipient,
      happenedAt: notices.happenedAt,
      attempts: notices.attempts,
      lastFailure: notices.lastFailure,
      nextAttemptAt: notices.nextAttemptAt,
      givenUpAt: notices.givenUpAt,
    })
    .from(notices)
    .where(and(isNull(notices.sentAt), or(isNotNull(notices.givenUpAt), gt(notices.attempts, 0))))
    .orderBy(asc(notices.happenedAt))
    .limit(most);
}

export interface NoticeCounts {
  /** Not sent yet, whether or not it was tried. */
  waiting: number;
  /** Of these: tried in vain. */
  failing: number;
  givenUp: number;
}

export async function countUnsentNotices(on: Executor): Promise<NoticeCounts> {
  const [row] = await on
    .select({
      waiting: sql<number>`(count(*) filter (where ${notices.givenUpAt} is null))::int`,
      failing: sql<number>`(count(*) filter (where ${notices.givenUpAt} is null and ${notices.attempts} > 0))::int`,
      givenUp: sql<number>`(count(*) filter (where ${notices.givenUpAt} is not null))::int`,
    })
    .from(notices)
    .where(isNull(notices.sentAt));
  return row ?? { waiting: 0, failing: 0, givenUp: 0 };
}
