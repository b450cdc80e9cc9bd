import { listPortalKeys as list, type PortalKey } from '@/db/queries/portal-keys';
import type { Context } from '@/lib/context';

export interface ListedKey extends Pick<PortalKey, 'kid' | 'createdAt' | 'opensUntil' | 'revokedAt'> {
  /**
   * `current`: links are encrypted to it. `retired`: it still decrypts links, until `opensUntil`. `expired` and `revoked`:
   * it decrypts nothing.
   */
  state: 'current' | 'retired' | 'expired' | 'revoked';
}

/** Every portal key without its key material, the newest first. */
export async function listPortalKeys({ db, now }: Pick<Context, 'db' | 'now'>): Promise<ListedKey[]> {
  const keys = await list(db);
  return keys.map(({ kid, createdAt, opensUntil, revokedAt }) => ({
    kid,
    createdAt,
    opensUntil,
    revokedAt,
    state: stateOf({ opensUntil, revokedAt }, now),
  }));
}

function stateOf(
  { opensUntil, revokedAt }: Pick<PortalKey, 'opensUntil' | 'revokedAt'>,
  now: Date,
): ListedKey['state'] {
  if (revokedAt) return 'revoked';
  if (!opensUntil) return 'current';
  return opensUntil > now ? 'retired' : 'expired';
}
