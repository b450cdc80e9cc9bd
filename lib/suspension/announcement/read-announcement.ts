import { type Announcement, findAnnouncement } from '@/db/queries/announcements';
import type { Context } from '@/lib/context';
import { ok, type Result, refuse } from '@/lib/result';

/** Finds the current version of one announcement. @param id from the URL of the page */
export async function readAnnouncement(ctx: Context, id: string): Promise<Result<Announcement, 'page.not_found'>> {
  const announcement = ID.test(id) ? await findAnnouncement(ctx.db, id) : undefined;
  return announcement ? ok(announcement) : refuse('page.not_found');
}

const ID = /^[a-z0-9][a-z0-9-]{2,63}$/;
