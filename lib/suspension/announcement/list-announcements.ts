import { type ListedAnnouncement, listAnnouncements as listStored } from '@/db/queries/announcement-list';
import type { Context } from '@/lib/context';

/** Every announcement as it reads now, the newest first; whom it concerns is not in it. */
export function listAnnouncements(ctx: Context): Promise<ListedAnnouncement[]> {
  return listStored(ctx.db);
}
