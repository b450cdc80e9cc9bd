import { and, desc, eq, gt, isNull, lt, notInArray } from 'drizzle-orm';
import type { Executor } from '../connect';
import { given, prepared } from '../prepared';
import { mailboxes } from '../schema/mailboxes';
import { people } from '../schema/people';
import { sessions } from '../schema/sessions';
import { PERSON, type Person } from './people';

export type SignInWay = 'campus' | 'mailbox';
export type SessionEnd =
  | 'signed_out'
  | 'replaced'
  | 'password_changed'
  | 'ended_by_owner'
  | 'suspended'
  | 'mailbox_closed';

export interface Session {
  id: string;
  way: SignInWay;
  /** The id of the only mailbox in its scope, or null for all that the person holds. */
  limitedTo: string | null;
  sourceAddress: string;
  /** Of the other family (IPv4 or IPv6), once the person has confirmed it. */
  confirmedAddress: string | null;
  userAgent: string | null;
  language: string | null;
  campusSid: string | null;
  createdAt: Date;
  provedAt: Date;
  lastSeenAt: Date;
  endedAt: Date | null;
  endReason: SessionEnd | null;
  replacedBy: string | null;
}

export interface NewSession {
  personId: string;
  way: SignInWay;
  limitedTo: string | null;
  sourceAddress: string;
  confirmedAddress?: string | null;
  userAgent: string | null;
  language: string | null;
  campusSid: string | null;
  createdAt: Date;
  provedAt: Date;
  lastSeenAt: Date;
}

const SESSION = {
  id: sessions.id,
  way: sessions.way,
  limitedTo: sessions.limitedTo,
  sourceAddress: sessions.sourceAddress,
  confirmedAddress: sessions.confirmedAddress,
  userAgent: sessions.userAgent,
  language: sessions.language,
  campusSid: sessions.campusSid,
  createdAt: sessions.createdAt,
  provedAt: sessions.provedAt,
  lastSeenAt: sessions.lastSeenAt,
  endedAt: sessions.endedAt,
  endReason: sessions.endReason,
  replacedBy: sessions.replacedBy,
};

export async function openSession(on: Executor, session: NewSession): Promise<{ id: string }> {
  const [row] = await on.insert(sessions).values(session).returning({ id: sessions.id });
  if (!row) throw new Error('the session just written is not there');
  return row;
}

/**
 * Finds the session and its person in one query, since every request needs both. Ended sessions are found too, with the
 * reason.
 */
export async function findSession(on: Executor, id: string): Promise<{ session: Session; person: Person } | undefined> {
  const [row] = await sessionById(on, undefined).execute({ id });
  return row;
}

const sessionById = prepared((on) =>
  on
    .select({ session: SESSION, person: PERSON })
    .from(sessions)
    .innerJoin(people, eq(people.id, sessions.personId))
    .where(eq(sessions.id, given(sessions.id, 'id')))
    .prepare('session_by_id'),
);

/** The sessions that a session may list and end: all of its person, or only those that one mailbox's password opened. */
export interface SessionScope {
  personId: string;
  limitedTo: string | null;
}

const within = ({ personId, limitedTo }: SessionScope) =>
  and(
    eq(sessions.personId, personId),
    isNull(sessions.endedAt),
    limitedTo ? eq(sessions.limitedTo, limitedTo) : undefined,
  );

/** Lists the open sessions, the most recently used first. @param since sessions before these times have expired */
export async function listOpenSessions(
  on: Executor,
  scope: SessionScope,
  since: { created: Date; lastSeen: Date },
): Promise<Session[]> {
  return on
    .select(SESSION)
    .from(sessions)
    .where(and(within(scope), gt(sessions.createdAt, since.created), gt(sessions.lastSeenAt, since.lastSeen)))
    .orderBy(desc(sessions.lastSeenAt), sessions.id);
}

export async function isSessionOpen(on: Executor, id: string): Promise<boolean> {
  const [row] = await on
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.id, id), isNull(sessions.endedAt)));
  return row !== undefined;
}

/** Finds the session that replaced this one, or returns this one. */
export async function findSuccessor(on: Executor, id: string): Promise<string> {
  const [row] = await on.select({ replacedBy: sessions.replacedBy }).from(sessions).where(eq(sessions.id, id));
  return row?.replacedBy ?? id;
}

/**
 * Finds the newest session after any number of renewals, and locks it: until the transaction ends it is neither renewed
 * nor ended.
 */
export async function holdSuccessor(on: Executor, id: string): Promise<string> {
  const [row] = await on
    .select({ replacedBy: sessions.replacedBy })
    .from(sessions)
    .where(eq(sessions.id, id))
    .for('share');
  return row?.replacedBy ? holdSuccessor(on, row.replacedBy) : id;
}

/** Whether password changes have renewed the session `earlierId`, once or several times, to the session `id`. */
export async function isRenewalOf(on: Executor, id: string, earlierId: string): Promise<boolean> {
  let at = earlierId;
  let successor = await findSuccessor(on, at);
  while (successor !== at && successor !== id) {
    at = successor;
    successor = await findSuccessor(on, at);
  }
  return successor === id;
}

export async function touchSession(on: Executor, id: string, now: Date): Promise<void> {
  await on
    .update(sessions)
    .set({ lastSeenAt: now })
    .where(and(eq(sessions.id, id), isNull(sessions.endedAt), lt(sessions.lastSeenAt, now)));
}

/** @returns whether the session is open and had no confirmed address yet */
export async function confirmAddress(on: Executor, id: string, address: string): Promise<boolean> {
  const confirmed = await on
    .update(sessions)
    .set({ confirmedAddress: address })
    .where(and(eq(sessions.id, id), isNull(sessions.endedAt), isNull(sessions.confirmedAddress)))
    .returning({ id: sessions.id });
  return confirmed.length > 0;
}

export async function endSession(
  on: Executor,
  id: string,
  end: { reason: SessionEnd; now: Date; replacedBy?: string },
): Promise<void> {
  await on
    .update(sessions)
    .set({ endedAt: end.now, endReason: end.reason, replacedBy: end.replacedBy ?? null })
    .where(and(eq(sessions.id, id), isNull(sessions.endedAt)));
}

/** @returns whether the session exists, is open and within scope */
export async function endSessionWithin(
  on: Executor,
  scope: SessionScope,
  id: string,
  end: { reason: SessionEnd; now: Date },
): Promise<boolean> {
  const ended = await on
    .update(sessions)
    .set({ endedAt: end.now, endReason: end.reason })
    .where(and(eq(sessions.id, id), within(scope)))
    .returning({ id: sessions.id });
  return ended.length > 0;
}

/** Ends the sessions of a mailbox's holder that any mailbox's password opened, this one's or another's. */
export async function endPasswordSessions(
  on: Executor,
  mailboxId: string,
  end: { reason: SessionEnd; now: Date },
): Promise<void> {
  await on
    .update(sessions)
    .set({ endedAt: end.now, endReason: end.reason })
    .where(
      and(
        eq(sessions.personId, on.select({ id: mailboxes.holderId }).from(mailboxes).where(eq(mailboxes.id, mailboxId))),
        eq(sessions.way, 'mailbox'),
        isNull(sessions.endedAt),
      ),
    );
}

/** Ends all sessions within scope. @returns their number */
export async function endEverySession(
  on: Executor,
  scope: SessionScope,
  end: { reason: SessionEnd; now: Date },
): Promise<number> {
  const ended = await on
    .update(sessions)
    .set({ endedAt: end.now, endReason: end.reason })
    .where(within(scope))
    .returning({ id: sessions.id });
  return ended.length;
}

/** @returns the number of ended sessions */
export async function endOtherSessions(
  on: Executor,
  scope: SessionScope,
  others: { except: readonly string[] },
  end: { reason: SessionEnd; now: Date },
): Promise<number> {
  const ended = await on
    .update(sessions)
    .set({ endedAt: end.now, endReason: end.reason })
    .where(and(within(scope), notInArray(sessions.id, [...others.except])))
    .returning({ id: sessions.id });
  return ended.length;
}
