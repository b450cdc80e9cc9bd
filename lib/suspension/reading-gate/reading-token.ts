import * as z from 'zod/mini';
import type { TextKey } from '@/db/queries/readings';
import { isRenewalOf } from '@/db/queries/sessions';
import type { MailboxContext } from '@/lib/context';
import { ok, type Result, refuse } from '@/lib/result';
import { seal, unseal } from '@/lib/sealed-box';
import { ANNOUNCEMENT_LANGUAGES } from '@/lib/suspension/announcement/announcement-in';

export type UnreadRefusal = 'announcement.edited' | 'announcement.unread';

/** A part of a text that was delivered, and its reader. */
const handedOut = z.object({
  sessionId: z.string(),
  mailboxId: z.string(),
  suspensionId: z.string(),
  announcementId: z.string(),
  version: z.number(),
  language: z.enum(ANNOUNCEMENT_LANGUAGES),
  parts: z.number(),
  /** Counted from one. */
  part: z.number(),
});
export type HandedOut = z.infer<typeof handedOut>;

/**
 * The token in a delivered part. Only the portal can make one, so none is stored. A page that is opened or rendered again
 * does not invalidate another open page.
 */
export function readingToken(ctx: MailboxContext, text: TextKey, part: number): string {
  const { suspensionId, announcementId, version, language, parts } = text;
  const step: HandedOut = {
    sessionId: ctx.session.id,
    mailboxId: ctx.mailbox.id,
    suspensionId,
    announcementId,
    version,
    language,
    parts,
    part,
  };
  return seal(ctx.config.secret, 'reading-step', JSON.stringify(step));
}

/**
 * @returns undefined unless the part was delivered about this mailbox, in this session or in an earlier one that was
 * renewed to it
 */
export async function readReadingToken(ctx: MailboxContext, token: string): Promise<HandedOut | undefined> {
  const text = unseal(ctx.config.secret, 'reading-step', token);
  const step = text === undefined ? undefined : handedOut.parse(JSON.parse(text));
  if (step?.mailboxId !== ctx.mailbox.id) return undefined;
  const isOfSession = step.sessionId === ctx.session.id || (await isRenewalOf(ctx.db, ctx.session.id, step.sessionId));
  return isOfSession ? step : undefined;
}

/**
 * @returns the number of the delivered part, or a refusal: `announcement.edited` when the text has changed since,
 *   `announcement.unread` when no part of this suspension's text was delivered
 */
export function partHandedOut(step: HandedOut | undefined, text: TextKey): Result<number, UnreadRefusal> {
  if (step?.suspensionId !== text.suspensionId || step.announcementId !== text.announcementId) {
    return refuse('announcement.unread');
  }
  const isSameText = step.version === text.version && step.parts === text.parts;
  return isSameText ? ok(step.part) : refuse('announcement.edited');
}
