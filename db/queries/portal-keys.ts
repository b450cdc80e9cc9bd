import { and, desc, eq, gt, isNull, or } from 'drizzle-orm';
import type { Executor } from '../connect';
import { portalKeys } from '../schema/portal-keys';

export interface PortalKey {
  kid: string;
  publicJwk: Record<string, string>;
  sealedPrivateJwk: string;
  createdAt: Date;
  opensUntil: Date | null;
  revokedAt: Date | null;
}

/** Lists the keys that open links now: the current one, and those in their overlap. Newest first. */
export async function listOpeningKeys(on: Executor, now: Date): Promise<PortalKey[]> {
  return on
    .select()
    .from(portalKeys)
    .where(and(isNull(portalKeys.revokedAt), or(isNull(portalKeys.opensUntil), gt(portalKeys.opensUntil, now))))
    .orderBy(desc(portalKeys.createdAt));
}

export async function listPortalKeys(on: Executor): Promise<PortalKey[]> {
  return on.select().from(portalKeys).orderBy(desc(portalKeys.createdAt));
}

export async function addPortalKey(
  on: Executor,
  key: Pick<PortalKey, 'kid' | 'publicJwk' | 'sealedPrivateJwk' | 'createdAt'>,
): Promise<void> {
  await on.insert(portalKeys).values(key);
}

/** Locks the current keys: of two concurrent rotations the later one sees the result of the other. */
export async function holdCurrentKeys(on: Executor): Promise<void> {
  await on
    .select({ kid: portalKeys.kid })
    .from(portalKeys)
    .where(and(isNull(portalKeys.opensUntil), isNull(portalKeys.revokedAt)))
    .for('update');
}

/** Retires the current keys: links are no longer encrypted to them, but are opened until the overlap ends. */
export async function retireCurrentKeys(on: Executor, opensUntil: Date): Promise<void> {
  await on
    .update(portalKeys)
    .set({ opensUntil })
    .where(and(isNull(portalKeys.opensUntil), isNull(portalKeys.revokedAt)));
}

/** @returns false when there is no such key, or it was already revoked */
export async function revokePortalKey(on: Executor, kid: string, now: Date): Promise<boolean> {
  const revoked = await on
    .update(portalKeys)
    .set({ revokedAt: now })
    .where(and(eq(portalKeys.kid, kid), isNull(portalKeys.revokedAt)))
    .returning({ kid: portalKeys.kid });
  return revoked.length === 1;
}

export async function hasPortalKey(on: Executor, kid: string): Promise<boolean> {
  const rows = await on.select({ kid: portalKeys.kid }).from(portalKeys).where(eq(portalKeys.kid, kid));
  return rows.length > 0;
}
