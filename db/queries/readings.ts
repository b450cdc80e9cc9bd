import { and, eq, gt, isNull, notExists, sql } from 'drizzle-orm';
import type { Executor } from '../connect';
import { announcementAcknowledgements, announcementReadings } from '../schema/announcement-readings';
import { announcementVersions } from '../schema/announcements';
import { suspensions } from '../schema/suspensions';

/** Whose reading it is: one at a time for each session and mailbox. */
export interface Reader {
  sessionId: string;
  mailboxId: string;
}

/** What is read. A reading is good for this very text, in this language, about this suspension. */
export interface TextKey {
  suspensionId: string;
  announcementId: string;
  version: number;
  language: 'zh_TW' | 'en';
  parts: number;
}

export interface Reading extends TextKey {
  partsServed: number;
  startedAt: Date;
}

const READING = {
  suspensionId: announcementReadings.suspensionId,
  announcementId: announcementReadings.announcementId,
  version: announcementReadings.version,
  language: announcementReadings.language,
  parts: announcementReadings.parts,
  partsServed: announcementReadings.partsServed,
  startedAt: announcementReadings.startedAt,
};

const of = ({ sessionId, mailboxId }: Reader) =>
  and(eq(announcementReadings.sessionId, sessionId), eq(announcementReadings.mailboxId, mailboxId));

const isOfText = (text: TextKey) =>
  and(
    eq(announcementReadings.suspensionId, text.suspensionId),
    eq(announcementReadings.announcementId, text.announcementId),
    eq(announcementReadings.version, text.version),
    eq(announcementReadings.language, text.language),
    eq(announcementReadings.parts, text.parts),
  );

/** Goes on with the reading of this text under a new token, or begins it anew in the place of another text. */
export async function openReading(
  on: Executor,
  reader: Reader,
  text: TextKey,
  { tokenHash, now }: { tokenHash: Uint8Array; now: Date },
): Promise<{ partsServed: number; startedAt: Date }> {
  const kept = <T>(column: T) => sql`case when ${isOfText(text)} then ${column} end`;
  const [row] = await on
    .insert(announcementReadings)
    .values({ ...reader, ...text, tokenHash, partsServed: 1, startedAt: now })
    .onConflictDoUpdate({
      target: [announcementReadings.sessionId, announcementReadings.mailboxId],
      set: {
        ...text,
        tokenHash,
        partsServed: sql`coalesce(${kept(announcementReadings.partsServed)}, 1)`,
        startedAt: sql`coalesce(${kept(announcementReadings.startedAt)}, excluded.started_at)`,
      },
    })
    .returning({ partsServed: announcementReadings.partsServed, startedAt: announcementReadings.startedAt });
  if (!row) throw new Error('the reading just written is not there');
  return row;
}

export async function findReading(on: Executor, reader: Reader): Promise<Reading | undefined> {
  const [row] = await on.select(READING).from(announcementReadings).where(of(reader));
  return row;
}

/** Spends the token for the next part. @returns how many parts are handed out now, or undefined: it was not the token */
export async function handOutNextPart(
  on: Executor,
  reader: Reader,
  text: TextKey,
  token: { spent: Uint8Array; next: Uint8Array },
): Promise<number | undefined> {
  const [row] = await on
    .update(announcementReadings)
    .set({ tokenHash: token.next, partsServed: sql`${announcementReadings.partsServed} + 1` })
    .where(
      and(
        of(reader),
        isOfText(text),
        eq(announcementReadings.tokenHash, token.spent),
        sql`${announcementReadings.partsServed} < ${announcementReadings.parts}`,
      ),
    )
    .returning({ partsServed: announcementReadings.partsServed });
  return row?.partsServed;
}

/** Spends the token of the last part, and with it the reading. @returns when it began, or undefined: it was not the token */
export async function endReading(
  on: Executor,
  reader: Reader,
  text: TextKey,
  tokenHash: Uint8Array,
): Promise<Date | undefined> {
  const [row] = await on
    .delete(announcementReadings)
    .where(
      and(
        of(reader),
        isOfText(text),
        eq(announcementReadings.tokenHash, tokenHash),
        eq(announcementReadings.partsServed, announcementReadings.parts),
      ),
    )
    .returning({ startedAt: announcementReadings.startedAt });
  return row?.startedAt;
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

/** Whether this session has acknowledged the announcement of the mailbox's open suspension, as the announcement reads now. */
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
