import { and, count, desc, eq, gt, isNotNull, notExists, or, sql } from 'drizzle-orm';
import type { Executor } from '../connect';
import { given, prepared } from '../prepared';
import { heldHashes } from '../schema/held-hashes';
import { mailboxes } from '../schema/mailboxes';
import { passwordChanges } from '../schema/password-changes';
import { people } from '../schema/people';
import type { MailboxScope, MailboxState } from './mailboxes';

/** A session limited to one mailbox compares with that one only: otherwise it would reveal passwords of the others. */
const isWithin = ({ holderId, only }: MailboxScope) =>
  only ? eq(mailboxes.id, only) : eq(mailboxes.holderId, holderId);

export interface PasswordChange {
  id: string;
  /** The change number, by which people and operators name it. */
  number: string;
  mailboxId: string;
  version: number;
  changedAt: Date;
}

const CHANGE = {
  id: passwordChanges.id,
  number: passwordChanges.number,
  mailboxId: passwordChanges.mailboxId,
  version: passwordChanges.version,
  changedAt: passwordChanges.changedAt,
};

export interface NewPasswordChange {
  mailboxId: string;
  personId: string | null;
  version: number;
  intent: string;
  changedAt: Date;
  fingerprint: Uint8Array;
  reuseSalt: Uint8Array;
}

/** A number is taken once in 650 thousand changes when a million exist. */
const MOST_NUMBERS_TRIED = 5;

/**
 * Adds a change under a number that no other change has.
 *
 * @param newNumber makes a random number; it is called again when its number is taken
 */
export async function recordPasswordChange(
  on: Executor,
  change: NewPasswordChange,
  newNumber: () => string,
): Promise<PasswordChange> {
  for (let left = MOST_NUMBERS_TRIED; left > 0; left -= 1) {
    const [row] = await on
      .insert(passwordChanges)
      .values({ ...change, number: newNumber() })
      // Unlike an error, a conflict leaves the transaction as it was.
      .onConflictDoNothing({ target: passwordChanges.number })
      .returning(CHANGE);
    if (row) return row;
  }
  throw new Error('no change number was free');
}

export async function findPasswordChange(
  on: Executor,
  mailboxId: string,
  changeId: string,
): Promise<PasswordChange | undefined> {
  const [row] = await on
    .select(CHANGE)
    .from(passwordChanges)
    .where(and(eq(passwordChanges.mailboxId, mailboxId), eq(passwordChanges.id, changeId)));
  return row;
}

/** A change with the mailbox and the person that it belongs to, for operators. */
export interface AttributedChange {
  change: PasswordChange;
  mailbox: { address: string; state: MailboxState };
  /** The person who was signed in; null when their row is gone. */
  person: { number: string; name: string } | null;
}

/** Finds a change of any mailbox by its number or its id. */
export async function findAttributedChange(
  on: Executor,
  by: { number: string } | { id: string },
): Promise<AttributedChange | undefined> {
  const [row] = await on
    .select({
      change: CHANGE,
      mailbox: { address: mailboxes.address, state: mailboxes.state },
      person: { number: people.number, name: people.name },
    })
    .from(passwordChanges)
    .innerJoin(mailboxes, eq(mailboxes.id, passwordChanges.mailboxId))
    .leftJoin(people, eq(people.id, passwordChanges.personId))
    .where('id' in by ? eq(passwordChanges.id, by.id) : eq(passwordChanges.number, by.number));
  return row;
}

/** Lists the times when the password of a mailbox was set, since then: the newest first, at most this many. */
export async function listChangeTimes(
  on: Executor,
  of: { mailboxId: string; since: Date; most: number },
): Promise<Date[]> {
  const rows = await changeTimes(on, of.most).execute({ ...of });
  return rows.map(({ changedAt }) => changedAt);
}

const changeTimes = prepared((on, most: number) =>
  on
    .select({ changedAt: passwordChanges.changedAt })
    .from(passwordChanges)
    .where(
      and(
        eq(passwordChanges.mailboxId, given(passwordChanges.mailboxId, 'mailboxId')),
        gt(passwordChanges.changedAt, given(passwordChanges.changedAt, 'since')),
      ),
    )
    .orderBy(desc(passwordChanges.changedAt))
    .limit(most)
    .prepare('change_times'),
);

/** The changes after a change of a password: the next one's version, and the newest one. */
export interface LaterChanges {
  nextVersion: number;
  newestId: string;
  newestNumber: string;
}

/** @returns undefined while the mailbox has no newer password */
export async function findLaterChanges(on: Executor, change: PasswordChange): Promise<LaterChanges | undefined> {
  const [later] = await on
    .select({
      nextVersion: sql<number>`min(${passwordChanges.version}) over ()`,
      newestId: passwordChanges.id,
      newestNumber: passwordChanges.number,
    })
    .from(passwordChanges)
    .where(and(eq(passwordChanges.mailboxId, change.mailboxId), gt(passwordChanges.version, change.version)))
    .orderBy(desc(passwordChanges.version))
    .limit(1);
  return later;
}

/** Finds the change that this form has already made, with the fingerprint that recognises its password. */
export async function findChangeByIntent(
  on: Executor,
  mailboxId: string,
  intent: string,
): Promise<{ change: PasswordChange; fingerprint: Uint8Array; reuseSalt: Uint8Array } | undefined> {
  const [row] = await on
    .select({ change: CHANGE, fingerprint: passwordChanges.fingerprint, reuseSalt: passwordChanges.reuseSalt })
    .from(passwordChanges)
    .where(and(eq(passwordChanges.mailboxId, mailboxId), eq(passwordChanges.intent, intent)));
  return row;
}

interface Rank {
  ofThisMailbox: boolean;
  /** 1 is the password in force, 2 the one before it … */
  rank: number;
  heldWhileSuspended: boolean;
}

export interface EarlierPassword extends Rank {
  fingerprint: Uint8Array;
  reuseSalt: Uint8Array;
}

/** A password that was never typed here, and can be recognised only by its stored hash. */
export interface ImportedPassword extends Rank {
  secret: string;
}

/**
 * Lists the passwords that a new one is compared with: those of this mailbox (the newest `depth`, any in use after `since`,
 * and any in use when the mailbox was suspended), and the one in force of each other mailbox in the session's scope.
 */
export async function listEarlierPasswords(
  on: Executor,
  of: { mailboxId: string; scope: MailboxScope; depth: number; since: Date },
): Promise<EarlierPassword[]> {
  const ranked = on
    .select({
      ofThisMailbox: sql<boolean>`${passwordChanges.mailboxId} = ${of.mailboxId}`.as('of_this_mailbox'),
      rank: sql<number>`rank() over (partition by ${passwordChanges.mailboxId} order by ${passwordChanges.version} desc)::int`.as(
        'rank',
      ),
      replacedAt:
        sql<Date | null>`lead(${passwordChanges.changedAt}) over (partition by ${passwordChanges.mailboxId} order by ${passwordChanges.version})`.as(
          'replaced_at',
        ),
      heldWhileSuspended: passwordChanges.heldWhileSuspended,
      fingerprint: passwordChanges.fingerprint,
      reuseSalt: passwordChanges.reuseSalt,
    })
    .from(passwordChanges)
    .innerJoin(mailboxes, eq(mailboxes.id, passwordChanges.mailboxId))
    .where(or(eq(mailboxes.id, of.mailboxId), isWithin(of.scope)))
    .as('ranked');
  return on
    .select()
    .from(ranked)
    .where(
      sql`(${ranked.ofThisMailbox} and (${ranked.rank} <= ${of.depth} or ${ranked.replacedAt} > ${sql.param(of.since, passwordChanges.changedAt)} or ${ranked.heldWhileSuspended})) or ${ranked.rank} = 1`,
    );
}

/** No password was ever set here for the mailbox: its password was imported. */
const hasNoChange = (on: Executor) =>
  notExists(
    on.select({ id: passwordChanges.id }).from(passwordChanges).where(eq(passwordChanges.mailboxId, mailboxes.id)),
  );

/**
 * Lists the imported passwords that a new one is compared with: those in force, of this mailbox and of each other one in the
 * session's scope; any in use when this mailbox was suspended; and those replaced, by the same `depth` and `since` as in
 * `listEarlierPasswords`. Their number has no limit of its own: each is the result of an act of the operators, and a limit
 * would let an import bring back a password that was in use after `since`.
 */
export async function listImportedPasswords(
  on: Executor,
  of: { mailboxId: string; scope: MailboxScope; depth: number; since: Date },
): Promise<ImportedPassword[]> {
  const [kept, inForce] = await Promise.all([
    on
      .select({ secret: heldHashes.secret, replacedAt: heldHashes.replacedAt })
      .from(heldHashes)
      .where(eq(heldHashes.mailboxId, of.mailboxId))
      .orderBy(desc(heldHashes.replacedAt)),
    on
      .select({
        ofThisMailbox: sql<boolean>`${mailboxes.id} = ${of.mailboxId}`,
        secret: sql<string>`${mailboxes.passwordSecret}`,
      })
      .from(mailboxes)
      .where(
        and(
          or(eq(mailboxes.id, of.mailboxId), isWithin(of.scope)),
          isNotNull(mailboxes.passwordSecret),
          hasNoChange(on),
        ),
      ),
  ]);
  const held = kept.filter(({ replacedAt }) => replacedAt === null);
  const replaced = kept.flatMap(({ secret, replacedAt }) => (replacedAt ? [{ secret, replacedAt }] : []));
  // An import never replaces a password that was set here: every imported password is older than every one set here.
  const newer = replaced.length > 0 ? Math.max(await countChanges(on, of.mailboxId), 1) : 0;
  return [
    ...held.map(({ secret }) => ({ secret, ofThisMailbox: true, rank: 1, heldWhileSuspended: true })),
    ...inForce.map((one) => ({ ...one, rank: 1, heldWhileSuspended: false })),
    ...replaced
      .map((one, at) => ({ ...one, ofThisMailbox: true, rank: newer + at + 1, heldWhileSuspended: false }))
      .filter(({ rank, replacedAt }) => rank <= of.depth || replacedAt > of.since),
  ];
}

async function countChanges(on: Executor, mailboxId: string): Promise<number> {
  const [row] = await on.select({ n: count() }).from(passwordChanges).where(eq(passwordChanges.mailboxId, mailboxId));
  return row?.n ?? 0;
}

/** Whether one of the passwords that `listImportedPasswords` found is in force at the mailbox itself. */
export const isImportedInForce = (found: readonly ImportedPassword[]): boolean =>
  found.some(({ ofThisMailbox, rank, heldWhileSuspended }) => ofThisMailbox && rank === 1 && !heldWhileSuspended);

/** Selects the password in force if it is an imported one, with the time of its replacement. */
const importedOf = (on: Executor, mailboxId: string, replacedAt: Date | null) =>
  on
    .select({
      mailboxId: mailboxes.id,
      secret: sql<string>`${mailboxes.passwordSecret}`.as('secret'),
      replacedAt: sql<Date | null>`${replacedAt?.toISOString() ?? null}::timestamptz`.as('replaced_at'),
    })
    .from(mailboxes)
    .where(and(eq(mailboxes.id, mailboxId), isNotNull(mailboxes.passwordSecret), hasNoChange(on)));

/**
 * Keeps the hash of an imported password that is about to be replaced, so that the password can be recognised. Called before
 * the new password is stored. It is never deleted: the application's role has no right to delete rows that block a reuse.
 */
export async function keepReplacedHash(on: Executor, of: { mailboxId: string; at: Date }): Promise<void> {
  await on
    .insert(heldHashes)
    .select(importedOf(on, of.mailboxId, of.at))
    // An import had brought it back. A password held since a suspension stays held.
    .onConflictDoUpdate({
      target: [heldHashes.mailboxId, heldHashes.secret],
      set: { replacedAt: of.at },
      setWhere: isNotNull(heldHashes.replacedAt),
    });
}

/** Lists the salt of a person's own fingerprints, and every salt of their mailboxes' fingerprints. */
export async function listReuseSalts(
  on: Executor,
  of: { mailboxId: string; scope: MailboxScope },
): Promise<{ own: Uint8Array; all: Uint8Array[] }> {
  const rows = await on
    .selectDistinct({ own: people.reuseSalt, salt: passwordChanges.reuseSalt })
    .from(people)
    .leftJoin(mailboxes, or(eq(mailboxes.id, of.mailboxId), isWithin(of.scope)))
    .leftJoin(passwordChanges, eq(passwordChanges.mailboxId, mailboxes.id))
    .where(eq(people.id, of.scope.holderId));
  const [first] = rows;
  if (!first) throw new Error('no such person');
  return { own: first.own, all: [first.own, ...rows.flatMap(({ salt }) => (salt ? [salt] : []))] };
}

/** Marks the password in force as one that can never be set again. */
export async function markHeldWhileSuspended(on: Executor, mailboxId: string): Promise<void> {
  await on
    .update(passwordChanges)
    .set({ heldWhileSuspended: true })
    .where(
      and(
        eq(passwordChanges.mailboxId, mailboxId),
        eq(
          passwordChanges.version,
          sql`(select max(${passwordChanges.version}) from ${passwordChanges} where ${passwordChanges.mailboxId} = ${mailboxId})`,
        ),
      ),
    );
  // A password that an import brought back for the second time may already be held as replaced.
  await on
    .insert(heldHashes)
    .select(importedOf(on, mailboxId, null))
    .onConflictDoUpdate({ target: [heldHashes.mailboxId, heldHashes.secret], set: { replacedAt: null } });
}
