import type { TextKey } from '@/db/queries/readings';
import { seconds } from '@/lib/clock';
import type { MailboxContext } from '@/lib/context';
import { ok, type Result, refuse } from '@/lib/result';
import { type AnnouncementLanguage, announcementIn } from '@/lib/suspension/announcement/announcement-in';
import { type Block, lengthOf } from '@/lib/suspension/announcement/read-markdown';
import { splitIntoParts } from '@/lib/suspension/announcement/split-into-parts';
import { findSuspension, type Incident } from '@/lib/suspension/find-suspension';
import type { SuspensionRefusal } from '@/lib/suspension/refuse-suspended';

const SHORTEST_MS = seconds(5);
const LONGEST_MS = seconds(30);
/** For a token without a language: the reason of the refusal is the same in each. */
export const ANY_LANGUAGE: AnnouncementLanguage = 'zh_TW';
/** Faster than people read. The limit stops scripts, and readers who scroll to the end at once. */
const CHARACTERS_A_SECOND = 60;

/** The unit of delivery: a piece of the announcement, or, as the last part, the incidents of this mailbox. */
export type Part = { blocks: Block[] } | { incidents: Incident[] };

export interface TextToRead {
  key: TextKey;
  subject: string;
  postedOn: string;
  suspendedAt: Date;
  parts: Part[];
  /** The least time between the first part and the acknowledgement. */
  leastMs: number;
}

export type TextRefusal =
  | Exclude<SuspensionRefusal, 'mailbox.suspended_warning'>
  | 'mailbox.not_suspended'
  | 'announcement.none';

/** The text that the person must read before they set a new password for this mailbox, as it is now, in one language. */
export async function textToRead(
  ctx: MailboxContext,
  language: AnnouncementLanguage,
): Promise<Result<TextToRead, TextRefusal>> {
  const { address } = ctx.mailbox;
  const found = await findSuspension(ctx);
  if (!found) return refuse('mailbox.not_suspended', { address });
  const { suspension, announcement, incidents } = found;
  if (suspension.level === 'emergency') return refuse('mailbox.suspended_emergency', { address });
  if (ctx.session.way !== 'campus') return refuse('mailbox.suspended_other_way', { address });
  if (!announcement) return refuse('announcement.none');

  const { subject, blocks } = announcementIn(announcement, language);
  const parts: Part[] = splitIntoParts(blocks, language).map((piece) => ({ blocks: piece }));
  if (incidents.length > 0) parts.push({ incidents });
  return ok({
    key: {
      suspensionId: suspension.id,
      announcementId: announcement.id,
      version: announcement.version,
      language,
      parts: parts.length,
    },
    subject,
    postedOn: announcement.postedOn,
    suspendedAt: suspension.suspendedAt,
    parts,
    leastMs: leastReadingMs(lengthOf(blocks)),
  });
}

export function leastReadingMs(characters: number): number {
  return Math.min(Math.max(SHORTEST_MS, seconds(characters / CHARACTERS_A_SECOND)), LONGEST_MS);
}
