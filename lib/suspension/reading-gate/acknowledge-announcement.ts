import { hasAcknowledged, lockReading, recordAcknowledgement } from '@/db/queries/readings';
import { audit } from '@/lib/audit/audit';
import { after } from '@/lib/clock';
import type { MailboxContext } from '@/lib/context';
import { ok, type Result, refuse } from '@/lib/result';
import { inLastingSession } from './in-lasting-session';
import { partHandedOut, readReadingToken } from './reading-token';
import { refuseStep, type StepRefusal } from './refuse-step';
import { ANY_LANGUAGE, type TextRefusal, textToRead } from './text-to-read';

/**
 * Records that the owner of a suspended mailbox has read the announcement to its end. That opens the password form in this
 * session, until the announcement is edited.
 *
 * @param token the one in the last part
 * @returns ok also when it was acknowledged before: the button was pressed twice, or in a second tab
 */
export async function acknowledgeAnnouncement(
  ctx: MailboxContext,
  { token }: { token: string },
): Promise<Result<undefined, TextRefusal | StepRefusal | 'announcement.too_soon'>> {
  const step = await readReadingToken(ctx, token);
  const language = step?.language ?? ANY_LANGUAGE;
  const text = await textToRead(ctx, language);
  if (!text.ok) return text;
  const { key, leastMs } = text.value;

  return inLastingSession(ctx, async (tx, { session }) => {
    const reader = { sessionId: session.id, mailboxId: ctx.mailbox.id };
    const by = { sessionId: session.id, personId: ctx.person.id };
    const reading = await lockReading(tx, reader, key);
    if (await hasAcknowledged(tx, { ...by, mailboxId: ctx.mailbox.id })) return ok();
    const read = partHandedOut(step, key);
    if (!read.ok) return refuseStep(tx, ctx, read);
    if (!reading || read.value !== key.parts) return refuseStep(tx, ctx, refuse('announcement.unread'));
    const leftMs = after(reading.startedAt, leastMs).getTime() - ctx.now.getTime();
    if (leftMs > 0) return refuseStep(tx, ctx, refuse('announcement.too_soon', { seconds: Math.ceil(leftMs / 1_000) }));
    const { parts: _, ...what } = key;
    await recordAcknowledgement(tx, { ...what, ...by, startedAt: reading.startedAt, acknowledgedAt: ctx.now });
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
