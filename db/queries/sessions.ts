import { and, desc, eq, gt, isNull, lt, ne } from 'drizzle-orm';
import type { Executor } from '../connect';
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
  /** The id of the only mailbox that it reaches, or null for all in the person's hands. */
  limitedTo: string | null;
  sourceAddress: string;
  /** Of the other family (IPv4 or IPv6), once its person has confirmed it. */
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

/** The session and its person in one question: it is asked on every request. Ended ones are found too, and say why. */
export async function findSession(on: Executor, id: string): Promise<{ session: Session; person: Person } | undefined> {
  const [row] = await on
    .select({ session: SESSION, person: PERSON })
    .from(sessions)
    .innerJoin(people, eq(people.id, sessions.personId))
    .where(eq(sessions.id, id));
  return row;
}

/** The sessions that somebody may see and end: those of one person, or of these only what one mailbox's password opened. */
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

/** The sessions that are open, the one used last first. @param since before which a session has run out */
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

/** The session that took this one's place, or this one. */
export async function findSuccessor(on: Executor, id: string): Promise<string> {
  const [row] = await on.select({ replacedBy: sessions.replacedBy }).from(sessions).where(eq(sessions.id, id));
  return row?.replacedBy ?? id;
}

/** The same however often it was renewed. Until the transaction ends it is neither renewed nor ended. */
export async function holdSuccessor(on: Executor, id: string): Promise<string> {
  const [row] = await on
    .select({ replacedBy: sessions.replacedBy })
    .from(sessions)
    .where(eq(sessions.id, id))
    .for('share');
  return row?.replacedBy ? holdSuccessor(on, row.replacedBy) : id;
}

/** Whether changes of a password have renewed the session `earlierId`, once or several times, to the session `id`. */
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

/** @returns whether the session is open and had none yet */
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

/** @returns whether there was such a session, open and within reach */
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

/** Ends the sessions of a mailbox's holder that some mailbox's password opened, this one's or another's. */
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

/** Ends all sessions within reach. @returns how many */
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

/** @returns how many were ended */
export async function endOtherSessions(
  on: Executor,
  scope: SessionScope,
  keepId: string,
  end: { reason: SessionEnd; now: Date },
): Promise<number> {
  const ended = await on
    .update(sessions)
    .set({ endedAt: end.now, endReason: end.reason })
    .where(and(within(scope), ne(sessions.id, keepId)))
    .returning({ id: sessions.id });
  return ended.length;
}
