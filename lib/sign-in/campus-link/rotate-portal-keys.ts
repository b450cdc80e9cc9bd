import { holdCurrentKeys, listOpeningKeys, retireCurrentKeys } from '@/db/queries/portal-keys';
import { audit } from '@/lib/audit/audit';
import { after, minutes } from '@/lib/clock';
import type { Context } from '@/lib/context';
import { makePortalKey } from './make-portal-key';

/** The campus system may hold on to the key set for an hour; a link lives two minutes more. */
const OVERLAP_MS = minutes(70);

export interface KeyRotation {
  /** Of the key that links are encrypted to now. */
  kid: string;
  /** Until when the keys before it open links. */
  oldKeysOpenUntil: Date;
  /** False when the last rotation is not over yet: then nothing was done. */
  isChanged: boolean;
}

/**
 * Puts a new key in the place of the current one. What is encrypted to the old one is opened until the overlap ends. A
 * rotation that is still in its overlap is not repeated; a key that has leaked is revoked, which does not wait.
 */
export async function rotatePortalKeys(ctx: Context): Promise<KeyRotation> {
  return ctx.db.transaction(async (tx) => {
    await holdCurrentKeys(tx);
    const opening = await listOpeningKeys(tx, ctx.now);
    const current = opening.find(({ opensUntil }) => opensUntil === null);
    const [retired] = opening.flatMap(({ opensUntil }) => opensUntil ?? []);
    if (current && retired) return { kid: current.kid, oldKeysOpenUntil: retired, isChanged: false };

    const oldKeysOpenUntil = after(ctx.now, OVERLAP_MS);
    await retireCurrentKeys(tx, oldKeysOpenUntil);
    await audit(tx, ctx, 'portal_key.retired', {}, { until: oldKeysOpenUntil.toISOString() });
    return { kid: await makePortalKey(tx, ctx), oldKeysOpenUntil, isChanged: true };
  });
}
