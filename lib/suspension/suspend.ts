import type { Executor } from '@/db/connect';
import { findAnnouncement } from '@/db/queries/announcements';
import { findMailbox, lockMailbox, storeState } from '@/db/queries/mailboxes';
import { markHeldWhileSuspended } from '@/db/queries/password-changes';
import { endPasswordSessions } from '@/db/queries/sessions';
import {
  addIncidents,
  findIncidentSince,
  type Incident,
  liftSuspension,
  openSuspension,
  raiseToEmergency,
  type Suspension,
  type SuspensionLevel,
  type SuspensionOrigin,
  stopLifting,
} from '@/db/queries/suspensions';
import { audit } from '@/lib/audit/audit';
import { before, days } from '@/lib/clock';
import type { Context } from '@/lib/context';
import { enqueueDeliveries } from '@/lib/delivery/enqueue-deliveries';
import { tellHolder } from '@/lib/notice/tell-holder';
import { ok, type Result, refuse } from '@/lib/result';

/** A second incident within a month is an emergency. */
const SECOND_INCIDENT_WITHIN_MS = days(30);

export interface SuspensionRequest {
  address: string;
  level: SuspensionLevel;
  announcementId: string | null;
  /** What was seen, for the mailbox's holder alone. */
  incidents?: readonly Incident[];
  /** Left out for the operators. What a holder stops by a link is no incident, and never more than a warning. */
  origin?: SuspensionOrigin;
}

/**
 * Stops a mailbox: no login and no sending, while mail still arrives. The password in use never comes back.
 *
 * @returns the level it was stopped at, which is emergency for a second incident within 30 days whatever was asked
 */
export async function suspend(
  ctx: Context,
  request: SuspensionRequest,
): Promise<
  Result<{ level: SuspensionLevel }, 'mailbox.not_found' | 'announcement.not_found' | 'mailbox.suspended_emergency'>
> {
  const { announcementId, incidents = [], origin = 'operators' } = request;
  const announcement = announcementId ? await findAnnouncement(ctx.db, announcementId) : undefined;
  if (announcementId && !announcement) return refuse('announcement.not_found', { id: announcementId });
  const mailbox = await findMailbox(ctx.db, request.address);
  if (!mailbox || mailbox.state === 'closed') return refuse('mailbox.not_found', { address: request.address });

  return ctx.db.transaction(async (tx) => {
    const held = await lockMailbox(tx, mailbox.id);
    if (held?.state === 'suspended_emergency') {
      return refuse('mailbox.suspended_emergency', { address: request.address });
    }
    const isStopped = held?.state === 'suspended_warning';
    if (origin === 'not_me' && isStopped) {
      // Whoever has come past the announcement may be the one who was not me: what they set never counts.
      await stopLifting(tx, mailbox.id, announcementId);
      await markHeldWhileSuspended(tx, mailbox.id);
      await endPasswordSessions(tx, mailbox.id, { reason: 'suspended', now: ctx.now });
      await audit(
        tx,
        ctx,
        'mailbox.suspended',
        { mailboxId: mailbox.id },
        { level: 'warning', asked: 'warning', origin, incidents: 0 },
      );
      return ok({ level: 'warning' as const });
    }
    const earlier =
      origin === 'operators' && (await findIncidentSince(tx, mailbox.id, before(ctx.now, SECOND_INCIDENT_WITHIN_MS)));
    const level = earlier ? 'emergency' : request.level;
    const version = await storeState(tx, mailbox.id, `suspended_${level}`);

    const suspensionId =
      isStopped && level === 'emergency'
        ? await raiseToEmergency(tx, mailbox.id, announcementId)
        : await openAnew(tx, { mailboxId: mailbox.id, level, origin, announcementId, suspendedAt: ctx.now }, version);
    await addIncidents(tx, suspensionId, incidents);
    await markHeldWhileSuspended(tx, mailbox.id);
    // Whoever holds the password may be signed in with it at this moment.
    await endPasswordSessions(tx, mailbox.id, { reason: 'suspended', now: ctx.now });
    await enqueueDeliveries(tx, ctx, { mailboxId: mailbox.id, version });
    const reason = announcement && { subjectZh: announcement.subjectZh, subjectEn: announcement.subjectEn };
    await tellHolder(tx, ctx, {
      kind: 'suspended',
      mailboxId: mailbox.id,
      version,
      data: { level, origin, ...reason },
    });
    await audit(
      tx,
      ctx,
      'mailbox.suspended',
      { mailboxId: mailbox.id },
      { level, asked: request.level, origin, incidents: incidents.length },
    );
    return ok({ level });
  });
}

/** Takes the place of an open warning, of an older incident or of the holder's own, should there be one. */
async function openAnew(on: Executor, suspension: Omit<Suspension, 'id'>, version: number): Promise<string> {
  await liftSuspension(on, suspension.mailboxId, { version, now: suspension.suspendedAt });
  return openSuspension(on, suspension);
}
