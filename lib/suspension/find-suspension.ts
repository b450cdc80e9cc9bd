import { type Announcement, findAnnouncement } from '@/db/queries/announcements';
import { findOpenSuspension, type Suspension } from '@/db/queries/suspensions';
import type { MailboxContext } from '@/lib/context';

export type { Announcement };

/** Why a mailbox is stopped: told to its holder alone. Undefined when it is not. */
export async function findSuspension(
  ctx: MailboxContext,
): Promise<{ suspension: Suspension; announcement: Announcement | undefined } | undefined> {
  const suspension = await findOpenSuspension(ctx.db, ctx.mailbox.id);
  if (!suspension) return undefined;
  const { announcementId } = suspension;
  return { suspension, announcement: announcementId ? await findAnnouncement(ctx.db, announcementId) : undefined };
}
