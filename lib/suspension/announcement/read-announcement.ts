import { type Announcement, findAnnouncement } from '@/db/queries/announcements';
import type { Context } from '@/lib/context';
import { ok, type Result, refuse } from '@/lib/result';

/** One announcement as it reads now. @param id as it stands in the address of the page */
export async function readAnnouncement(ctx: Context, id: string): Promise<Result<Announcement, 'page.not_found'>> {
  const announcement = ID.test(id) ? await findAnnouncement(ctx.db, id) : undefined;
  return announcement ? ok(announcement) : refuse('page.not_found');
}

const ID = /^[a-z0-9][a-z0-9-]{2,63}$/;
