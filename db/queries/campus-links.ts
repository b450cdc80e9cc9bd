import { eq, lt } from 'drizzle-orm';
import type { Executor } from '../connect';
import { spentCampusLinks } from '../schema/spent-campus-links';

export interface SpentCampusLink {
  jti: string;
  spentAt: Date;
  keepUntil: Date;
  sessionId: string;
  visitHash: Uint8Array | null;
  sourceAddress: string;
}

export async function findSpentCampusLink(on: Executor, jti: string): Promise<SpentCampusLink | undefined> {
  const [row] = await on.select().from(spentCampusLinks).where(eq(spentCampusLinks.jti, jti));
  return row;
}

/** @returns false when another request was first: the primary key decides, not a query before */
export async function spendCampusLink(on: Executor, link: SpentCampusLink): Promise<boolean> {
  const inserted = await on
    .insert(spentCampusLinks)
    .values(link)
    .onConflictDoNothing()
    .returning({ jti: spentCampusLinks.jti });
  return inserted.length === 1;
}

export async function purgeSpentCampusLinks(on: Executor, keptUntilBefore: Date): Promise<void> {
  await on.delete(spentCampusLinks).where(lt(spentCampusLinks.keepUntil, keptUntilBefore));
}
