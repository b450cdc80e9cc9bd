import { z } from 'zod';
import {
  type AnnouncementText,
  addAnnouncementVersion,
  findAnnouncement,
  holdAnnouncement,
} from '@/db/queries/announcements';
import { listKnownAddresses } from '@/db/queries/mailboxes';
import { audit } from '@/lib/audit/audit';
import type { Context } from '@/lib/context';
import { ok, type Result, refuse } from '@/lib/result';

const text = (most: number) => z.string().trim().min(1).max(most);

/** An announcement in both languages; the bodies are Markdown. */
export const announcementText = z.strictObject({
  id: z
    .string()
    .trim()
    .regex(/^[a-z0-9][a-z0-9-]{2,63}$/, 'a short word such as 2026-suspicious-sign-in'),
  postedOn: z.string().trim().pipe(z.iso.date()),
  subjectZh: text(200),
  subjectEn: text(200),
  bodyZh: text(20_000),
  bodyEn: text(20_000),
});

export type AnnouncementDraft = z.infer<typeof announcementText>;

/**
 * Publishes an announcement, or a new version of one, for everyone to read. An unchanged text makes no new version, since
 * owners would have to read that again.
 *
 * @returns the version, and whether this call made it; or a refusal when the text names a mailbox of this portal: only the
 *   owner may learn which account was suspended
 */
export async function publish(
  ctx: Context,
  draft: AnnouncementDraft,
): Promise<Result<{ id: string; version: number; isChanged: boolean }, 'announcement.names_account'>> {
  const { id, ...words } = draft;
  return ctx.db.transaction(async (tx) => {
    const [named] = await listKnownAddresses(tx, addressesIn(Object.values(words).join('\n')));
    if (named) return refuse('announcement.names_account', { address: named });
    await holdAnnouncement(tx, id, ctx.now);
    const current = await findAnnouncement(tx, id);
    if (current && isSameText(current, words)) return ok({ id, version: current.version, isChanged: false });
    const version = await addAnnouncementVersion(tx, id, words, ctx.now);
    await audit(tx, ctx, 'announcement.published', {}, { id, version });
    return ok({ id, version, isChanged: true });
  });
}

const isSameText = (one: AnnouncementText, other: AnnouncementText): boolean =>
  one.postedOn === other.postedOn &&
  one.subjectZh === other.subjectZh &&
  one.subjectEn === other.subjectEn &&
  one.bodyZh === other.bodyZh &&
  one.bodyEn === other.bodyEn;

function addressesIn(text: string): string[] {
  return text.toLowerCase().match(/[a-z0-9][a-z0-9._-]*@[a-z0-9-]+(\.[a-z0-9-]+)+/g) ?? [];
}
