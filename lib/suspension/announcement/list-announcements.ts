import { type ListedAnnouncement, listAnnouncements as listStored } from '@/db/queries/announcement-list';
import type { Context } from '@/lib/context';

/** Lists the current version of every announcement, the newest first. It does not contain the mailboxes concerned. */
export function listAnnouncements(ctx: Context): Promise<ListedAnnouncement[]> {
  return listStored(ctx.db);
}
