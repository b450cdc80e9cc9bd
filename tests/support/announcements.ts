import { randomBytes } from 'node:crypto';
import type { RequestContext } from '@/lib/runtime/runtime';
import { type AnnouncementDraft, publish } from '@/lib/suspension/announcement/publish';

const PARAGRAPHS = 6;

/** A new, unique announcement that is long enough for several parts in both languages. */
export function newAnnouncement(words: Partial<AnnouncementDraft> = {}): AnnouncementDraft {
  const id = `notice-${randomBytes(6).toString('hex')}`;
  const paragraphs = (text: string) =>
    Array.from({ length: PARAGRAPHS }, (_, at) => `${at + 1}. ${text.repeat(8)}`).join('\n');
  return {
    id,
    postedOn: '2026-11-16',
    subjectZh: '本測試的公告：密碼已暫停',
    subjectEn: 'Passwords were stopped',
    bodyZh: `各位使用者：\n\n${paragraphs('請先掃毒，再設定一個從未使用過的新密碼。')}`,
    bodyEn: `To our users:\n\n${paragraphs('Scan your computer first, then set a new password. ')}`,
    ...words,
  };
}

/** Publishes an announcement, or its next version. @returns its version */
export async function published(ctx: RequestContext, draft: AnnouncementDraft): Promise<number> {
  const outcome = await publish(ctx, draft);
  if (!outcome.ok) throw new Error(`refused: ${outcome.code}`);
  return outcome.value.version;
}
