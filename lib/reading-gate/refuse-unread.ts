import { findReading, type TextKey } from '@/db/queries/readings';
import type { MailboxContext } from '@/lib/context';
import { type Refused, refuse } from '@/lib/result';

export type UnreadRefusal = 'announcement.edited' | 'announcement.unread';

/** Why a token is not good: the text was edited since, or it is not the token of the last part that was handed out. */
export async function refuseUnread(ctx: MailboxContext, text: TextKey): Promise<Refused<UnreadRefusal>> {
  const reading = await findReading(ctx.db, { sessionId: ctx.session.id, mailboxId: ctx.mailbox.id });
  const isEdited = reading?.announcementId === text.announcementId && reading.version !== text.version;
  return refuse(isEdited ? 'announcement.edited' : 'announcement.unread');
}
