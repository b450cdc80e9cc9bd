import { holdCurrentKeys, listOpeningKeys, retireCurrentKeys } from '@/db/queries/portal-keys';
import { audit } from '@/lib/audit/audit';
import { after, minutes } from '@/lib/clock';
import type { Context } from '@/lib/context';
import { makePortalKey } from './make-portal-key';

/** The campus system may cache the key set for an hour; a link lives two minutes more. */
const OVERLAP_MS = minutes(70);

export interface KeyRotation {
  /** The kid of the key to which links are now encrypted. */
  kid: string;
  /** Until when the earlier keys open links. */
  oldKeysOpenUntil: Date;
  /** False when the last rotation is still in its overlap: then nothing was done. */
  isChanged: boolean;
}

/**
 * Replaces the current key by a new one. Links encrypted to the old key are accepted until the overlap ends. A rotation
 * that is still in its overlap is not repeated. A leaked key is revoked instead, which takes effect without an overlap.
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
