import { desc, eq, sql } from 'drizzle-orm';
import type { Executor } from '../connect';
import { announcements, announcementVersions } from '../schema/announcements';

export interface AnnouncementText {
  postedOn: string;
  subjectZh: string;
  subjectEn: string;
  bodyZh: string;
  bodyEn: string;
}

export interface Announcement extends AnnouncementText {
  id: string;
  version: number;
}

/** Finds the current version of the text. */
export async function findAnnouncement(on: Executor, id: string): Promise<Announcement | undefined> {
  const [row] = await on
    .select({
      id: announcementVersions.announcementId,
      version: announcementVersions.version,
      postedOn: announcementVersions.postedOn,
      subjectZh: announcementVersions.subjectZh,
      subjectEn: announcementVersions.subjectEn,
      bodyZh: announcementVersions.bodyZh,
      bodyEn: announcementVersions.bodyEn,
    })
    .from(announcementVersions)
    .where(eq(announcementVersions.announcementId, id))
    .orderBy(desc(announcementVersions.version))
    .limit(1);
  return row;
}

/**
 * Adds the announcement if it is missing, and locks it: two concurrent edits become two versions, one after the other.
 */
export async function holdAnnouncement(on: Executor, id: string, now: Date): Promise<void> {
  await on.insert(announcements).values({ id, createdAt: now }).onConflictDoNothing();
  await on.select({ id: announcements.id }).from(announcements).where(eq(announcements.id, id)).for('update');
}

/** @returns the version of this text: 1 for a new announcement. The caller holds the lock of its row */
export async function addAnnouncementVersion(
  on: Executor,
  id: string,
  text: AnnouncementText,
  now: Date,
): Promise<number> {
  const [row] = await on
    .insert(announcementVersions)
    .values({
      announcementId: id,
      version: sql`(select coalesce(max(${announcementVersions.version}), 0) + 1 from ${announcementVersions} where ${announcementVersions.announcementId} = ${id})`,
      ...text,
      createdAt: now,
    })
    .returning({ version: announcementVersions.version });
  if (!row) throw new Error('the announcement just written is not there');
  return row.version;
}
