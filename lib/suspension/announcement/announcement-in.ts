import type { Announcement } from '@/db/queries/announcements';
import { type Block, readMarkdown } from './read-markdown';

export const ANNOUNCEMENT_LANGUAGES = ['zh_TW', 'en'] as const;
export type AnnouncementLanguage = (typeof ANNOUNCEMENT_LANGUAGES)[number];

export interface AnnouncementWords {
  subject: string;
  blocks: Block[];
}

/** The text of an announcement in one of its two languages. */
export function announcementIn(announcement: Announcement, language: AnnouncementLanguage): AnnouncementWords {
  return language === 'en'
    ? { subject: announcement.subjectEn, blocks: readMarkdown(announcement.bodyEn) }
    : { subject: announcement.subjectZh, blocks: readMarkdown(announcement.bodyZh) };
}
