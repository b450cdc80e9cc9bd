import { and, asc, desc, eq, gt, isNull, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Executor } from '../connect';
import { arrayOf, isAnyOf, prepared } from '../prepared';
import { deliveries } from '../schema/deliveries';
import { passwordChanges } from '../schema/password-changes';
import { suspensionIncidents } from '../schema/suspension-incidents';
import { suspensions } from '../schema/suspensions';

export type SuspensionLevel = 'warning' | 'emergency';
/** The origin of a suspension: the operators, or the owner by a link in a notice. */
export type SuspensionOrigin = 'operators' | 'not_me';

export interface Suspension {
  id: string;
  mailboxId: string;
  level: SuspensionLevel;
  origin: SuspensionOrigin;
  announcementId: string | null;
  suspendedAt: Date;
}

/** A suspension that is not lifted. */
export interface OpenSuspension extends Suspension {
  /** The version of the holder's change that lifts it once it is in force; null when there is none. */
  liftWithVersion: number | null;
}

const SUSPENSION = {
  id: suspensions.id,
  mailboxId: suspensions.mailboxId,
  level: suspensions.level,
  origin: suspensions.origin,
  announcementId: suspensions.announcementId,
  suspendedAt: suspensions.suspendedAt,
};

/** @returns its id */
export async function openSuspension(on: Executor, suspension: Omit<Suspension, 'id'>): Promise<string> {
  const [row] = await on.insert(suspensions).values(suspension).returning({ id: suspensions.id });
  if (!row) throw new Error('the suspension just written is not there');
  return row.id;
}

export async function findOpenSuspension(on: Executor, mailboxId: string): Promise<OpenSuspension | undefined> {
  const [row] = await on
    .select({ ...SUSPENSION, liftWithVersion: suspensions.liftWithVersion })
    .from(suspensions)
    .where(isOpenOn(mailboxId));
  return row;
}

/** Whether the mailbox was reinstated since then, after a suspension by operators: one by its owner is no incident. */
export async function wasReinstatedSince(on: Executor, mailboxId: string, since: Date): Promise<boolean> {
  const rows = await on
    .select({ id: suspensions.id })
    .from(suspensions)
    .where(
      and(eq(suspensions.mailboxId, mailboxId), eq(suspensions.origin, 'operators'), gt(suspensions.liftedAt, since)),
    )
    .limit(1);
  return rows.length > 0;
}

/** @param version the mailbox's version with which it may sign in and send again */
export async function liftSuspension(
  on: Executor,
  mailboxId: string,
  { version, now }: { version: number; now: Date },
): Promise<void> {
  // This server's clock may be behind that of the server that started the suspension.
  const liftedAt = sql`greatest(${suspensions.suspendedAt}, ${now.toISOString()}::timestamptz)`;
  await on.update(suspensions).set({ liftedAt, liftedVersion: version }).where(isOpenOn(mailboxId));
}

/**
 * Raises an open warning to an emergency, which no change lifts.
 *
 * @param announcementId the announcement for the holder; null keeps the present one
 */
export async function raiseToEmergency(on: Executor, mailboxId: string, announcementId: string | null): Promise<void> {
  await on
    .update(suspensions)
    .set({ level: 'emergency', liftWithVersion: null, ...(announcementId ? { announcementId } : {}) })
    .where(isOpenOn(mailboxId));
}

/** Stops the pending change from lifting an open suspension. @param announcementId null keeps the present one */
export async function stopLifting(on: Executor, mailboxId: string, announcementId: string | null): Promise<void> {
  await on
    .update(suspensions)
    .set({ liftWithVersion: null, ...(announcementId ? { announcementId } : {}) })
    .where(isOpenOn(mailboxId));
}

/** Records that this change lifts an open warning as soon as it is in force. */
export async function liftWithChange(on: Executor, change: { mailboxId: string; version: number }): Promise<void> {
  await on.update(suspensions).set({ liftWithVersion: change.version }).where(isOpenOn(change.mailboxId));
}

/**
 * Finds a mailbox whose suspension is to be lifted now: its owner's change is in force at every mail system.
 *
 * @param only limits the search to this mailbox
 */
export async function findMailboxToReinstate(on: Executor, only?: string): Promise<string | undefined> {
  const deliveryOfChange = and(
    eq(deliveries.mailboxId, suspensions.mailboxId),
    eq(deliveries.version, suspensions.liftWithVersion),
  );
  const [row] = await on
    .select({ mailboxId: suspensions.mailboxId })
    .from(suspensions)
    .innerJoin(deliveries, deliveryOfChange)
    .where(and(isNull(suspensions.liftedAt), only ? eq(suspensions.mailboxId, only) : undefined))
    .groupBy(suspensions.mailboxId)
    .having(
      // An abandoned delivery does not count: its mail system no longer serves the domain.
      sql`bool_and(${deliveries.effectiveAt} is not null or ${deliveries.supersededAt} is not null)
        and bool_or(${deliveries.effectiveAt} is not null)`,
    )
    .limit(1);
  return row?.mailboxId;
}

export interface LiftedBy {
  liftedAt: Date | null;
  liftedVersion: number | null;
}

/** Finds the suspension that a change lifts, or has lifted. */
export async function findLiftBy(
  on: Executor,
  change: { mailboxId: string; version: number },
): Promise<LiftedBy | undefined> {
  const [row] = await on
    .select({ liftedAt: suspensions.liftedAt, liftedVersion: suspensions.liftedVersion })
    .from(suspensions)
    .where(and(eq(suspensions.mailboxId, change.mailboxId), eq(suspensions.liftWithVersion, change.version)));
  return row;
}

/** The change by which an owner lifts a suspension, and its progress. */
export interface LiftByChange {
  mailboxId: string;
  /** The id of the change. */
  changeId: string;
  /** When every mail system had applied the reinstatement; null until then. */
  inForceAt: Date | null;
}

/** Lists the mailboxes whose newest suspension the owner's change lifts, or has lifted. */
export async function listLiftsByChange(on: Executor, mailboxIds: readonly string[]): Promise<LiftByChange[]> {
  if (mailboxIds.length === 0) return [];
  return liftsByChange(on, undefined).execute({ mailboxIds: arrayOf(mailboxIds) });
}

const liftsByChange = prepared((on) => {
  const newest = on
    .selectDistinctOn([suspensions.mailboxId], {
      mailboxId: suspensions.mailboxId,
      liftWithVersion: suspensions.liftWithVersion,
      liftedVersion: suspensions.liftedVersion,
    })
    .from(suspensions)
    .where(isAnyOf(suspensions.mailboxId, 'mailboxIds', 'uuid'))
    .orderBy(suspensions.mailboxId, desc(suspensions.suspendedAt), desc(suspensions.id))
    .as('newest');
  const later = alias(deliveries, 'later');
  const laterInForce = on
    .select({ at: sql`min(${later.effectiveAt})` })
    .from(later)
    .where(and(eq(later.mailboxId, newest.mailboxId), gt(later.version, newest.liftedVersion)));
  // A newer version that superseded it has carried the reinstatement as well.
  const inForceAt = sql<Date | null>`case
    when bool_and(${deliveries.effectiveAt} is not null or ${deliveries.supersededAt} is not null)
    then coalesce(max(${deliveries.effectiveAt}), (${laterInForce})) end`.mapWith(deliveries.effectiveAt);
  return on
    .select({ mailboxId: newest.mailboxId, changeId: passwordChanges.id, inForceAt })
    .from(newest)
    .innerJoin(
      passwordChanges,
      and(eq(passwordChanges.mailboxId, newest.mailboxId), eq(passwordChanges.version, newest.liftWithVersion)),
    )
    .leftJoin(deliveries, and(eq(deliveries.mailboxId, newest.mailboxId), eq(deliveries.version, newest.liftedVersion)))
    .groupBy(newest.mailboxId, newest.liftedVersion, passwordChanges.id)
    .prepare('lifts_by_change');
});

const isOpenOn = (mailboxId: string) => and(eq(suspensions.mailboxId, mailboxId), isNull(suspensions.liftedAt));

export interface Incident {
  happenedAt: Date;
  account: string;
  protocol: 'smtp' | 'imap' | 'pop3' | 'webmail';
  maskedAddress: string;
  country: string | null;
}

export async function addIncidents(on: Executor, suspensionId: string, incidents: readonly Incident[]): Promise<void> {
  if (incidents.length === 0) return;
  await on.insert(suspensionIncidents).values(incidents.map((incident) => ({ suspensionId, ...incident })));
}

export async function listIncidents(on: Executor, suspensionId: string): Promise<Incident[]> {
  return on
    .select({
      happenedAt: suspensionIncidents.happenedAt,
      account: suspensionIncidents.account,
      protocol: suspensionIncidents.protocol,
      maskedAddress: suspensionIncidents.maskedAddress,
      country: suspensionIncidents.country,
    })
    .from(suspensionIncidents)
    .where(eq(suspensionIncidents.suspensionId, suspensionId))
    .orderBy(asc(suspensionIncidents.happenedAt), asc(suspensionIncidents.id));
}
