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
  | 'reopened'
  | 'busy_sending_day'
  | 'sending_log';

export type NoticeRecipient = 'contact_address' | 'mailbox' | 'operators';
/** The action of a "this was not me" link. */
export type NoticeAnswer = 'stop_mailbox' | 'end_sessions';
export type NoticeLanguage = 'zh_TW' | 'en';

/** Workers listen on this channel; the notification is sent at the commit of the event. */
export const NOTICES_DUE = 'notices_due';

export type { LaterChange };

export interface Notice {
  id: string;
  /** The event's unique name. */
  event: string;
  kind: NoticeKind;
  recipientKind: NoticeRecipient;
  recipient: string;
  language: NoticeLanguage;
  personId: string | null;
  mailboxId: string | null;
  /** Names and figures for its sentences; never a secret. */
  data: Record<string, string>;
  /** Further changes of the mailbox that the same mail lists, in order. */
  laterChanges: readonly LaterChange[];
  happenedAt: Date;
  answer: NoticeAnswer | null;
}

/** A notice as it is queued: about one event. */
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

/** A recipient who already has a notice of the event is skipped: the unique key decides. */
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

/** Takes one due notice and keeps its row locked until the transaction ends; other workers skip it. */
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

/** @returns whether it was unanswered: only one of two concurrent requests is the first */
export async function recordAnswered(on: Executor, id: string, now: Date): Promise<boolean> {
  const answered = await on
    .update(notices)
    .set({ answeredAt: now })
    .where(and(eq(notices.id, id), isNull(notices.answeredAt), isNotNull(notices.answer)))
    .returning({ id: notices.id });
  return answered.length > 0;
}

export type EarlierNotice = Pick<Notice, 'id' | 'event' | 'recipient' | 'data' | 'laterChanges' | 'happenedAt'>;

/**
 * Lists the notices about one kind of event of a mailbox since then, without those given up or answered; the newest first.
 */
export async function listEarlierNotices(
  on: Executor,
  of: { personId: string; mailboxId: string; kind: NoticeKind; since: Date },
): Promise<EarlierNotice[]> {
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
 * Adds another change to the mail about an earlier one. Its link stays the same.
 *
 * @param sendAgainAt when a mail that was already sent is sent once more, with all changes in it; null for never
 * @returns false when a worker is sending it at this moment; the query does not wait for that
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

/** Counts the mails of one kind that a person caused since then, and finds the time of the newest. */
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

/** Deletes notices sent or given up before then: they are no longer needed, and contain people's addresses. */
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

/** Lists the notices that have failed at least once and wait, and those given up; the oldest first. */
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
  /** Not sent yet, tried or not. */
  waiting: number;
  /** Those among them that were tried without success. */
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
