import { findAnnouncement } from '@/db/queries/announcements';
import { findMailbox, lockMailbox, storeState } from '@/db/queries/mailboxes';
import { markHeldWhileSuspended } from '@/db/queries/password-changes';
import { endPasswordSessions } from '@/db/queries/sessions';
import {
  addIncidents,
  findSuspensionSince,
  type Incident,
  openSuspension,
  raiseToEmergency,
  type SuspensionLevel,
} from '@/db/queries/suspensions';
import { audit } from '@/lib/audit/audit';
import { before, days } from '@/lib/clock';
import type { Context } from '@/lib/context';
import { enqueueDeliveries } from '@/lib/delivery/enqueue-deliveries';
import { ok, type Result, refuse } from '@/lib/result';

/** A second incident within a month is an emergency. */
const SECOND_INCIDENT_WITHIN_MS = days(30);

export interface SuspensionRequest {
  address: string;
  level: SuspensionLevel;
  announcementId: string | null;
  /** What was seen, for the mailbox's holder alone. */
  incidents?: readonly Incident[];
}

/**
 * Stops a mailbox: no login and no sending, while mail still arrives. The password in use never comes back.
 *
 * @returns the level it was stopped at, which is emergency for a second time within 30 days whatever was asked
 */
export async function suspend(
  ctx: Context,
  request: SuspensionRequest,
): Promise<
  Result<{ level: SuspensionLevel }, 'mailbox.not_found' | 'announcement.not_found' | 'mailbox.suspended_emergency'>
> {
  if (request.announcementId && !(await findAnnouncement(ctx.db, request.announcementId))) {
    return refuse('announcement.not_found', { id: request.announcementId });
  }
  const mailbox = await findMailbox(ctx.db, request.address);
  if (!mailbox || mailbox.state === 'closed') return refuse('mailbox.not_found', { address: request.address });

  return ctx.db.transaction(async (tx) => {
    const held = await lockMailbox(tx, mailbox.id);
    if (held?.state === 'suspended_emergency') {
      return refuse('mailbox.suspended_emergency', { address: request.address });
    }
    const earlier = await findSuspensionSince(tx, mailbox.id, before(ctx.now, SECOND_INCIDENT_WITHIN_MS));
    const level = earlier ? 'emergency' : request.level;

    const { announcementId, incidents = [] } = request;
    const suspensionId =
      held?.state === 'suspended_warning'
        ? await raiseToEmergency(tx, mailbox.id, announcementId)
        : await openSuspension(tx, { mailboxId: mailbox.id, level, announcementId, suspendedAt: ctx.now });
    await addIncidents(tx, suspensionId, incidents);
    await markHeldWhileSuspended(tx, mailbox.id);
    // Whoever holds the password may be signed in with it at this moment.
    await endPasswordSessions(tx, mailbox.id, { reason: 'suspended', now: ctx.now });
    const version = await storeState(tx, mailbox.id, `suspended_${level}`);
    await enqueueDeliveries(tx, ctx, { mailboxId: mailbox.id, version });
    await audit(
      tx,
      ctx,
      'mailbox.suspended',
      { mailboxId: mailbox.id },
      { level, asked: request.level, incidents: incidents.length },
    );
    return ok({ level });
  });
}
