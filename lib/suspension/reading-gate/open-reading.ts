import { hasAcknowledged, openReading as storeReading } from '@/db/queries/readings';
import { after } from '@/lib/clock';
import type { MailboxContext } from '@/lib/context';
import { ok, type Result } from '@/lib/result';
import type { AnnouncementLanguage } from '@/lib/suspension/announcement/announcement-in';
import { inLastingSession } from './in-lasting-session';
import { readingToken } from './reading-token';
import { type Part, type TextRefusal, type TextToRead, textToRead } from './text-to-read';

export interface OpenReading {
  text: Omit<TextToRead, 'parts'>;
  /** The parts delivered so far. */
  parts: Part[];
  /** For the next part, or for the acknowledgement after the last part; null once it is acknowledged. */
  token: string | null;
  /** The earliest time of the acknowledgement. */
  readyAt: Date;
}

/**
 * Opens the announcement of a suspended mailbox where its owner left off, or at its first part.
 *
 * Opening it again, in either language, does not invalidate a page that is open: each language has a reading of its own.
 * An edited text and another session start from the beginning.
 */
export async function openReading(
  ctx: MailboxContext,
  language: AnnouncementLanguage,
): Promise<Result<OpenReading, TextRefusal>> {
  const found = await textToRead(ctx, language);
  if (!found.ok) return found;
  const { parts, ...text } = found.value;
  return inLastingSession(ctx, async (tx, lasting) => {
    const reader = { sessionId: lasting.session.id, mailboxId: ctx.mailbox.id };
    if (await hasAcknowledged(tx, { ...reader, personId: ctx.person.id })) {
      return ok({ text, parts, token: null, readyAt: ctx.now });
    }
    const { partsServed, startedAt } = await storeReading(tx, reader, text.key, ctx.now);
    return ok({
      text,
      parts: parts.slice(0, partsServed),
      token: readingToken(lasting, text.key, partsServed),
      readyAt: after(startedAt, text.leastMs),
    });
  });
}
