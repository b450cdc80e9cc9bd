import { listWeakHashes as list, type WeakHash } from '@/db/queries/weak-hashes';
import type { Context } from '@/lib/context';

/**
 * The mailboxes whose imported password is still stored under a weak scheme (`isWeakHash`). Closed mailboxes are left
 * out, and no hash is returned.
 */
export function listWeakHashes({ db }: Pick<Context, 'db'>): Promise<WeakHash[]> {
  return list(db);
}
