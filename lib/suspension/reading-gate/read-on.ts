import { handOutPart } from '@/db/queries/readings';
import type { MailboxContext } from '@/lib/context';
import { ok, type Result, refuse } from '@/lib/result';
import type { AnnouncementLanguage } from '@/lib/suspension/announcement/announcement-in';
import { inLastingSession } from './in-lasting-session';
import { partHandedOut, readingToken, readReadingToken } from './reading-token';
import { refuseStep, type StepRefusal } from './refuse-step';
import { ANY_LANGUAGE, type Part, type TextRefusal, textToRead } from './text-to-read';

export interface NextPart {
  /** Counted from one. */
  number: number;
  part: Part;
  token: string;
  /** The language of the token's text, whatever the language of the request. */
  language: AnnouncementLanguage;
}

/**
 * Returns the next part in exchange for the token in the one before. The same token returns the same part again, so that
 * two tabs can both continue one reading.
 */
export async function readOn(
  ctx: MailboxContext,
  { token }: { token: string },
): Promise<Result<NextPart, TextRefusal | StepRefusal>> {
  const step = await readReadingToken(ctx, token);
  const language = step?.language ?? ANY_LANGUAGE;
  const text = await textToRead(ctx, language);
  if (!text.ok) return text;
  const { key, parts } = text.value;
  const read = partHandedOut(step, key);
  if (!read.ok) return refuseStep(ctx.db, ctx, read);
  const number = read.value + 1;
  const part = parts[number - 1];
  return inLastingSession(ctx, async (tx, lasting) => {
    const reader = { sessionId: lasting.session.id, mailboxId: ctx.mailbox.id };
    if (!part || !(await handOutPart(tx, reader, key, number)))
      return refuseStep(tx, ctx, refuse('announcement.unread'));
    return ok({ number, part, token: readingToken(lasting, key, number), language });
  });
}
