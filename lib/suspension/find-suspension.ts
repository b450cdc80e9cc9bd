import { type Announcement, findAnnouncement } from '@/db/queries/announcements';
import { findOpenSuspension, type Incident, listIncidents, type Suspension } from '@/db/queries/suspensions';
import type { MailboxContext } from '@/lib/context';

export type { Announcement, Incident };

export interface SuspensionFound {
  suspension: Suspension;
  announcement: Announcement | undefined;
  incidents: Incident[];
}

/** Finds the reason of a mailbox's suspension, for its holder only. Undefined when it is not suspended. */
export async function findSuspension(ctx: MailboxContext): Promise<SuspensionFound | undefined> {
  const suspension = await findOpenSuspension(ctx.db, ctx.mailbox.id);
  if (!suspension) return undefined;
  const { announcementId } = suspension;
  const [announcement, incidents] = await Promise.all([
    announcementId ? findAnnouncement(ctx.db, announcementId) : undefined,
    listIncidents(ctx.db, suspension.id),
  ]);
  return { suspension, announcement, incidents };
}
