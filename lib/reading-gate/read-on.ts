import { handOutNextPart } from '@/db/queries/readings';
import type { AnnouncementLanguage } from '@/lib/announcement/announcement-in';
import type { MailboxContext } from '@/lib/context';
import { ok, type Result } from '@/lib/result';
import { hashToken, newReadingToken } from './reading-token';
import { refuseUnread, type UnreadRefusal } from './refuse-unread';
import { type Part, type TextRefusal, textToRead } from './text-to-read';

export interface NextPart {
  /** Counted from one. */
  number: number;
  part: Part;
  token: string;
}

/** Hands out the next part against the token that stands in the one before it. */
export async function readOn(
  ctx: MailboxContext,
  { language, token }: { language: AnnouncementLanguage; token: string },
): Promise<Result<NextPart, TextRefusal | UnreadRefusal>> {
  const text = await textToRead(ctx, language);
  if (!text.ok) return text;
  const { key, parts } = text.value;
  const reader = { sessionId: ctx.session.id, mailboxId: ctx.mailbox.id };
  const next = newReadingToken();
  const number = await handOutNextPart(ctx.db, reader, key, { spent: hashToken(token), next: next.hash });
  const part = number && parts[number - 1];
  return part ? ok({ number, part, token: next.text }) : refuseUnread(ctx, key);
}
