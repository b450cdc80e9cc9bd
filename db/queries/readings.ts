import { and, eq, gt, gte, inArray, isNull, ne, notExists, sql } from 'drizzle-orm';
import { runConcurrently } from '@/db/run-concurrently';
import type { Executor } from '../connect';
import { announcementAcknowledgements, announcementReadings } from '../schema/announcement-readings';
import { announcementVersions } from '../schema/announcements';
import { suspensions } from '../schema/suspensions';

/** The reader: one reading at a time for each session, mailbox and language. */
export interface Reader {
  sessionId: string;
  mailboxId: string;
}

/** The text of a reading. A reading is valid for this very text, in this language, about this suspension. */
export interface TextKey {
  suspensionId: string;
  announcementId: string;
  version: number;
  language: 'zh_TW' | 'en';
  parts: number;
}

const of = ({ sessionId, mailboxId }: Reader, language: TextKey['language']) =>
  and(
    eq(announcementReadings.sessionId, sessionId),
    eq(announcementReadings.mailboxId, mailboxId),
    eq(announcementReadings.language, language),
  );

const isOfText = (text: TextKey) =>
  and(
    eq(announcementReadings.suspensionId, text.suspensionId),
    eq(announcementReadings.announcementId, text.announcementId),
    eq(announcementReadings.version, text.version),
    eq(announcementReadings.parts, text.parts),
  );

/** Continues the reading of this text, or starts it in place of another text in the same language. */
export async function openReading(
  on: Executor,
  reader: Reader,
  text: TextKey,
  now: Date,
): Promise<{ partsServed: number; startedAt: Date }> {
  const kept = <T>(column: T) => sql`case when ${isOfText(text)} then ${column} end`;
  const [row] = await on
    .insert(announcementReadings)
    .values({ ...reader, ...text, partsServed: 1, startedAt: now })
    .onConflictDoUpdate({
      target: [announcementReadings.sessionId, announcementReadings.mailboxId, announcementReadings.language],
      set: {
        ...text,
        partsServed: sql`coalesce(${kept(announcementReadings.partsServed)}, 1)`,
        startedAt: sql`coalesce(${kept(announcementReadings.startedAt)}, excluded.started_at)`,
      },
    })
    .returning({ partsServed: announcementReadings.partsServed, startedAt: announcementReadings.startedAt });
  if (!row) throw new Error('the reading just written is not there');
  return row;
}

/** Records how far the text was delivered. @returns false when no reading of this text has come that far */
export async function handOutPart(on: Executor, reader: Reader, text: TextKey, number: number): Promise<boolean> {
  const rows = await on
    .update(announcementReadings)
    .set({ partsServed: sql`greatest(${announcementReadings.partsServed}, ${number}::integer)` })
    .where(
      and(
        of(reader, text.language),
        isOfText(text),
        gte(announcementReadings.partsServed, number - 1),
        gte(announcementReadings.parts, number),
      ),
    )
    .returning({ partsServed: announcementReadings.partsServed });
  return rows.length > 0;
}

/** Locks the reading of this text; of two concurrent acknowledgements the second waits for the first. */
export async function lockReading(
  on: Executor,
  reader: Reader,
  text: TextKey,
): Promise<{ startedAt: Date } | undefined> {
  const [row] = await on
    .select({ startedAt: announcementReadings.startedAt })
    .from(announcementReadings)
    .where(and(of(reader, text.language), isOfText(text)))
    .for('update');
  return row;
}

export async function recordAcknowledgement(
  on: Executor,
  acknowledgement: Omit<TextKey, 'parts'> & {
    personId: string;
    sessionId: string;
    startedAt: Date;
    acknowledgedAt: Date;
  },
): Promise<void> {
  await on.insert(announcementAcknowledgements).values(acknowledgement);
}

/**
 * Moves the readings and acknowledgements of a session to the one that replaces it.
 *
 * @param by.exceptMailboxId the mailbox whose password was changed: a reading of its suspension counts for one change
 */
export async function moveReadings(
  on: Executor,
  by: { fromSessionId: string; toSessionId: string; exceptMailboxId: string },
): Promise<void> {
  const sessionId = by.toSessionId;
  const ofOthers = on
    .select({ id: suspensions.id })
    .from(suspensions)
    .where(ne(suspensions.mailboxId, by.exceptMailboxId));
  await runConcurrently([
    on
      .update(announcementReadings)
      .set({ sessionId })
      .where(
        and(
          eq(announcementReadings.sessionId, by.fromSessionId),
          ne(announcementReadings.mailboxId, by.exceptMailboxId),
        ),
      ),
    on
      .update(announcementAcknowledgements)
      .set({ sessionId })
      .where(
        and(
          eq(announcementAcknowledgements.sessionId, by.fromSessionId),
          inArray(announcementAcknowledgements.suspensionId, ofOthers),
        ),
      ),
  ]);
}

/** Whether this session has acknowledged the current version of the announcement of the mailbox's open suspension. */
export async function hasAcknowledged(on: Executor, by: Reader & { personId: string }): Promise<boolean> {
  const newer = on
    .select({ version: announcementVersions.version })
    .from(announcementVersions)
    .where(
      and(
        eq(announcementVersions.announcementId, announcementAcknowledgements.announcementId),
        gt(announcementVersions.version, announcementAcknowledgements.version),
      ),
    );
  const [row] = await on
    .select({ id: announcementAcknowledgements.id })
    .from(announcementAcknowledgements)
    .innerJoin(suspensions, eq(suspensions.id, announcementAcknowledgements.suspensionId))
    .where(
      and(
        eq(announcementAcknowledgements.sessionId, by.sessionId),
        eq(announcementAcknowledgements.personId, by.personId),
        eq(suspensions.mailboxId, by.mailboxId),
        eq(suspensions.announcementId, announcementAcknowledgements.announcementId),
        isNull(suspensions.liftedAt),
        notExists(newer),
      ),
    )
    .limit(1);
  return row !== undefined;
}
