import { retireCurrentKeys } from '@/db/queries/portal-keys';
import { audit } from '@/lib/audit/audit';
import { after, minutes } from '@/lib/clock';
import type { Context } from '@/lib/context';
import { makePortalKey } from './make-portal-key';

/** The campus system may hold on to the key set for an hour; a link lives two minutes more. */
const OVERLAP_MS = minutes(70);

/**
 * Puts a new key in the place of the current one. What is encrypted to the old one is opened until the overlap ends.
 *
 * @returns the new kid, and until when the old ones open links
 */
export async function rotatePortalKeys(ctx: Context): Promise<{ kid: string; oldKeysOpenUntil: Date }> {
  const oldKeysOpenUntil = after(ctx.now, OVERLAP_MS);
  const kid = await ctx.db.transaction(async (tx) => {
    await retireCurrentKeys(tx, oldKeysOpenUntil);
    await audit(tx, ctx, 'portal_key.retired', {}, { until: oldKeysOpenUntil.toISOString() });
    return makePortalKey(tx, ctx);
  });
  return { kid, oldKeysOpenUntil };
}
