import { desc } from 'drizzle-orm';
import type { Executor } from '../connect';
import { announcementVersions } from '../schema/announcements';

export interface ListedAnnouncement {
  id: string;
  version: number;
  postedOn: string;
  subjectZh: string;
  subjectEn: string;
}

/** Lists the current version of every announcement, without its text; the newest first. */
export async function listAnnouncements(on: Executor): Promise<ListedAnnouncement[]> {
  const current = await on
    .selectDistinctOn([announcementVersions.announcementId], {
      id: announcementVersions.announcementId,
      version: announcementVersions.version,
      postedOn: announcementVersions.postedOn,
      subjectZh: announcementVersions.subjectZh,
      subjectEn: announcementVersions.subjectEn,
    })
    .from(announcementVersions)
    .orderBy(announcementVersions.announcementId, desc(announcementVersions.version));
  return current.sort((a, b) => b.postedOn.localeCompare(a.postedOn));
}
