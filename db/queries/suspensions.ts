import { and, desc, eq, gt, isNull } from 'drizzle-orm';
import type { Executor } from '../connect';
import { suspensions } from '../schema/suspensions';

export type SuspensionLevel = 'warning' | 'emergency';

export interface Suspension {
  id: string;
  mailboxId: string;
  level: SuspensionLevel;
  announcementId: string | null;
  suspendedAt: Date;
}

const SUSPENSION = {
  id: suspensions.id,
  mailboxId: suspensions.mailboxId,
  level: suspensions.level,
  announcementId: suspensions.announcementId,
  suspendedAt: suspensions.suspendedAt,
};

export async function openSuspension(on: Executor, suspension: Omit<Suspension, 'id'>): Promise<void> {
  await on.insert(suspensions).values(suspension);
}

export async function findOpenSuspension(on: Executor, mailboxId: string): Promise<Suspension | undefined> {
  const [row] = await on
    .select(SUSPENSION)
    .from(suspensions)
    .where(and(eq(suspensions.mailboxId, mailboxId), isNull(suspensions.liftedAt)));
  return row;
}

export async function findSuspensionSince(
  on: Executor,
  mailboxId: string,
  since: Date,
): Promise<Suspension | undefined> {
  const [row] = await on
    .select(SUSPENSION)
    .from(suspensions)
    .where(and(eq(suspensions.mailboxId, mailboxId), gt(suspensions.suspendedAt, since)))
    .orderBy(desc(suspensions.suspendedAt))
    .limit(1);
  return row;
}

export async function liftSuspension(on: Executor, mailboxId: string, now: Date): Promise<void> {
  await on
    .update(suspensions)
    .set({ liftedAt: now })
    .where(and(eq(suspensions.mailboxId, mailboxId), isNull(suspensions.liftedAt)));
}

/** A second incident takes the place of an open warning. */
export async function raiseToEmergency(on: Executor, mailboxId: string): Promise<void> {
  await on
    .update(suspensions)
    .set({ level: 'emergency' })
    .where(and(eq(suspensions.mailboxId, mailboxId), isNull(suspensions.liftedAt)));
}
