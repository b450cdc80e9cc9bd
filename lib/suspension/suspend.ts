import type { Executor } from '@/db/connect';
import { findAnnouncement } from '@/db/queries/announcements';
import { findMailbox, lockMailbox, storeState } from '@/db/queries/mailboxes';
import { markHeldWhileSuspended } from '@/db/queries/password-changes';
import { endPasswordSessions } from '@/db/queries/sessions';
import {
  addIncidents,
  findOpenSuspension,
  type Incident,
  liftSuspension,
  listIncidents,
  type OpenSuspension,
  openSuspension,
  raiseToEmergency,
  type SuspensionLevel,
  type SuspensionOrigin,
  stopLifting,
  wasReinstatedSince,
} from '@/db/queries/suspensions';
import { audit } from '@/lib/audit/audit';
import { before, days } from '@/lib/clock';
import type { Context } from '@/lib/context';
import { enqueueDeliveries } from '@/lib/delivery/enqueue-deliveries';
import { tellHolder } from '@/lib/notice/tell-holder';
import { ok, type Result, refuse } from '@/lib/result';

export type { SuspensionLevel };

/** A second incident within this time of the reinstatement after the first is an emergency. */
const SECOND_INCIDENT_WITHIN_MS = days(30);

export interface SuspensionTerms {
  level: SuspensionLevel;
  announcementId: string | null;
  /** The observed incidents, for the mailbox's holder only. */
  incidents?: readonly Incident[];
  /** Defaults to the operators. A suspension by the holder's link is no incident, and never more than a warning. */
  origin?: SuspensionOrigin;
}

export interface SuspensionRequest extends SuspensionTerms {
  address: string;
}

export interface Suspended {
  /** The level at which the mailbox is suspended now. */
  level: SuspensionLevel;
  /** False when the mailbox was already suspended like this, and the request adds nothing. */
  isChanged: boolean;
  /** Set when a reinstatement within the last 30 days made the level an emergency. */
  isSecondIncident?: true;
}

export type SuspendRefusal = 'mailbox.not_found' | 'mailbox.closed' | 'announcement.not_found';

/**
 * Suspends a mailbox: no sign-in and no sending, while mail still arrives. The password in use can never be set again.
 *
 * Repeating it on a suspended mailbox is no second incident: the level stays, and rises only when an emergency is
 * requested. New evidence and another announcement are added, and keep a pending change of the holder from lifting it.
 *
 * @returns the level; emergency for a second incident within 30 days of a reinstatement, whatever was requested
 */
export async function suspend(ctx: Context, request: SuspensionRequest): Promise<Result<Suspended, SuspendRefusal>> {
  const { address, announcementId } = request;
  const announcement = announcementId ? await findAnnouncement(ctx.db, announcementId) : undefined;
  if (announcementId && !announcement) return refuse('announcement.not_found', { id: announcementId });
  const mailbox = await findMailbox(ctx.db, address);
  if (!mailbox) return refuse('mailbox.not_found', { address });

  return ctx.db.transaction(async (tx) => {
    const held = await lockMailbox(tx, mailbox.id);
    if (!held) return refuse('mailbox.closed', { address });
    const open = await findOpenSuspension(tx, mailbox.id);
    if (!open) return ok(await suspendWithin(tx, ctx, mailbox.id, request));
    if (request.origin === 'not_me') return ok(await stopLiftingByOwner(tx, ctx, open, announcementId));
    if (open.origin === 'not_me') return ok(await suspendWithin(tx, ctx, mailbox.id, request));
    if (open.level === 'warning' && request.level === 'emergency') return ok(await raise(tx, ctx, open, request));
    return ok(await addToSuspension(tx, ctx, open, request));
  });
}

/**
 * Starts a suspension within the caller's transaction. It replaces an open one that the holder requested by a link. The
 * caller holds the lock of the mailbox's row, and knows that operators have not suspended it.
 *
 * @returns the level; see `suspend`
 */
export async function suspendWithin(
  on: Executor,
  ctx: Context,
  mailboxId: string,
  request: SuspensionTerms,
): Promise<Suspended> {
  const { announcementId, origin = 'operators' } = request;
  const isSecond =
    origin === 'operators' && (await wasReinstatedSince(on, mailboxId, before(ctx.now, SECOND_INCIDENT_WITHIN_MS)));
  const level = isSecond ? 'emergency' : request.level;
  const version = await storeState(on, mailboxId, `suspended_${level}`);
  await liftSuspension(on, mailboxId, { version, now: ctx.now });
  const id = await openSuspension(on, { mailboxId, level, origin, announcementId, suspendedAt: ctx.now });
  await applySuspension(on, ctx, { id, mailboxId, level, version }, request);
  return { level, isChanged: true, ...(isSecond && { isSecondIncident: true }) };
}

/** Raises a warning to an emergency at an operator's request: from then on no change of the holder lifts it. */
async function raise(on: Executor, ctx: Context, open: OpenSuspension, request: SuspensionRequest): Promise<Suspended> {
  const { id, mailboxId } = open;
  const level = 'emergency';
  const version = await storeState(on, mailboxId, `suspended_${level}`);
  await raiseToEmergency(on, mailboxId, request.announcementId);
  await applySuspension(on, ctx, { id, mailboxId, level, version }, request);
  return { level, isChanged: true };
}

/** The consequences of a new state: evidence, the password in use, sessions, mail systems, a notice, the audit row. */
async function applySuspension(
  on: Executor,
  ctx: Context,
  stopped: { id: string; mailboxId: string; level: SuspensionLevel; version: number },
  { level: asked, announcementId, incidents = [], origin = 'operators' }: SuspensionTerms,
): Promise<void> {
  const { id, mailboxId, level, version } = stopped;
  await addIncidents(on, id, incidents);
  await markHeldWhileSuspended(on, mailboxId);
  // An attacker who has the password may be signed in with it at this moment.
  await endPasswordSessions(on, mailboxId, { reason: 'suspended', now: ctx.now });
  await enqueueDeliveries(on, ctx, { mailboxId, version });
  const announcement = announcementId ? await findAnnouncement(on, announcementId) : undefined;
  const reason = announcement && { subjectZh: announcement.subjectZh, subjectEn: announcement.subjectEn };
  await tellHolder(on, ctx, { kind: 'suspended', mailboxId, version, data: { level, origin, ...reason } });
  await audit(on, ctx, 'mailbox.suspended', { mailboxId }, { level, asked, origin, incidents: incidents.length });
}

/**
 * Adds new evidence or another announcement. A pending change of the holder then no longer lifts the suspension: an
 * attacker may know its password. A request that adds nothing is a repetition, and leaves a pending change alone.
 */
async function addToSuspension(
  on: Executor,
  ctx: Context,
  open: OpenSuspension,
  { level: asked, announcementId, incidents = [], origin = 'operators' }: SuspensionTerms,
): Promise<Suspended> {
  const { id, mailboxId, level } = open;
  const known = new Set((await listIncidents(on, id)).map(keyOf));
  const newIncidents = incidents.filter((incident) => !known.has(keyOf(incident)));
  const isOtherAnnouncement = announcementId !== null && announcementId !== open.announcementId;
  if (newIncidents.length === 0 && !isOtherAnnouncement) return { level, isChanged: false };

  await addIncidents(on, id, newIncidents);
  await stopLifting(on, mailboxId, announcementId);
  await markHeldWhileSuspended(on, mailboxId);
  await endPasswordSessions(on, mailboxId, { reason: 'suspended', now: ctx.now });
  await audit(on, ctx, 'mailbox.suspended', { mailboxId }, { level, asked, origin, incidents: newIncidents.length });
  return { level, isChanged: true };
}

/** The person who passed the reading gate may be an attacker: a password that they set does not lift the suspension. */
async function stopLiftingByOwner(
  on: Executor,
  ctx: Context,
  { mailboxId, level }: OpenSuspension,
  announcementId: string | null,
): Promise<Suspended> {
  if (level === 'emergency') return { level, isChanged: false };
  await stopLifting(on, mailboxId, announcementId);
  await markHeldWhileSuspended(on, mailboxId);
  await endPasswordSessions(on, mailboxId, { reason: 'suspended', now: ctx.now });
  const detail = { level, asked: level, origin: 'not_me', incidents: 0 };
  await audit(on, ctx, 'mailbox.suspended', { mailboxId }, detail);
  return { level, isChanged: true };
}

const keyOf = ({ happenedAt, account, protocol, maskedAddress, country }: Incident): string =>
  JSON.stringify([happenedAt.toISOString(), account, protocol, maskedAddress, country]);
