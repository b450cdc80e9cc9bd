import { hasPortalKey, listOpeningKeys, revokePortalKey as revoke } from '@/db/queries/portal-keys';
import { audit } from '@/lib/audit/audit';
import type { Context } from '@/lib/context';
import { makePortalKey } from './make-portal-key';

/**
 * Revokes a key that has leaked: within seconds no server accepts a link made with it. If it was the current key, a new one
 * replaces it at once.
 *
 * @returns `already` when it was revoked before, and `unknown` when there is no such key
 */
export async function revokePortalKey(ctx: Context, kid: string): Promise<'revoked' | 'already' | 'unknown'> {
  return ctx.db.transaction(async (tx) => {
    if (!(await revoke(tx, kid, ctx.now))) return (await hasPortalKey(tx, kid)) ? 'already' : 'unknown';
    await audit(tx, ctx, 'portal_key.revoked', {}, { kid });
    const offered = (await listOpeningKeys(tx, ctx.now)).some((key) => key.opensUntil === null);
    if (!offered) await makePortalKey(tx, ctx);
    return 'revoked';
  });
}
