import { z } from 'zod';
import { publishAnnouncement } from '@/db/queries/announcements';
import { audit } from '@/lib/audit/audit';
import type { Context } from '@/lib/context';

const text = (most: number) => z.string().trim().min(1).max(most);

/** An announcement in both languages; the bodies are Markdown. */
export const announcementText = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{2,63}$/, 'a short word such as 2026-suspicious-sign-in'),
  postedOn: z.iso.date(),
  subjectZh: text(200),
  subjectEn: text(200),
  bodyZh: text(20_000),
  bodyEn: text(20_000),
});

export type AnnouncementDraft = z.infer<typeof announcementText>;

/** Publishes an announcement, or a new version of one. @returns the version */
export async function publish(ctx: Context, draft: AnnouncementDraft): Promise<{ id: string; version: number }> {
  const { id, ...words } = draft;
  return ctx.db.transaction(async (tx) => {
    const version = await publishAnnouncement(tx, id, words, ctx.now);
    await audit(tx, ctx, 'announcement.published', {}, { id, version });
    return { id, version };
  });
}
