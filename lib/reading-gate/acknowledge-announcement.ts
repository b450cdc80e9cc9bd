import { endReading, findReading, hasAcknowledged, recordAcknowledgement } from '@/db/queries/readings';
import type { AnnouncementLanguage } from '@/lib/announcement/announcement-in';
import { audit } from '@/lib/audit/audit';
import { after } from '@/lib/clock';
import type { MailboxContext } from '@/lib/context';
import { ok, type Result, refuse } from '@/lib/result';
import { hashToken } from './reading-token';
import { refuseUnread, type UnreadRefusal } from './refuse-unread';
import { type TextRefusal, textToRead } from './text-to-read';

/**
 * Takes down that the owner of a stopped mailbox has read the announcement to its end: it opens the password form, in this
 * session, for as long as the announcement reads as it does now.
 *
 * @param token the one that stands in the last part; it is spent only by success
 */
export async function acknowledgeAnnouncement(
  ctx: MailboxContext,
  { language, token }: { language: AnnouncementLanguage; token: string },
): Promise<Result<undefined, TextRefusal | UnreadRefusal | 'announcement.too_soon'>> {
  const text = await textToRead(ctx, language);
  if (!text.ok) return text;
  const { key, leastMs } = text.value;
  const reader = { sessionId: ctx.session.id, mailboxId: ctx.mailbox.id };
  const by = { sessionId: ctx.session.id, personId: ctx.person.id };

  return ctx.db.transaction(async (tx) => {
    // The button pressed twice: the first has done it.
    if (await hasAcknowledged(tx, { ...by, mailboxId: ctx.mailbox.id })) return ok();
    const reading = await findReading(tx, reader);
    const leftMs = reading ? after(reading.startedAt, leastMs).getTime() - ctx.now.getTime() : 0;
    if (reading?.partsServed === key.parts && leftMs > 0) {
      return refuse('announcement.too_soon', { seconds: Math.ceil(leftMs / 1_000) });
    }
    const startedAt = await endReading(tx, reader, key, hashToken(token));
    if (!startedAt) return refuseUnread(ctx, key);
    const { parts: _, ...read } = key;
    await recordAcknowledgement(tx, { ...read, ...by, startedAt, acknowledgedAt: ctx.now });
    const { announcementId: announcement, version } = key;
    await audit(
      tx,
      ctx,
      'announcement.acknowledged',
      { mailboxId: ctx.mailbox.id },
      { announcement, version, language },
    );
    return ok();
  });
}
