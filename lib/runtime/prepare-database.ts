import { recordInstallation } from '@/db/queries/installation';
import { listOpeningKeys } from '@/db/queries/portal-keys';
import type { Context } from '@/lib/context';
import { makePortalKey } from '@/lib/sign-in/campus-link/make-portal-key';
import { findInstallation } from './check-installation';

/**
 * Prepares a migrated database for its first server: marks an empty one as no demo, and makes a portal key where none
 * decrypts links. It may be repeated.
 *
 * @returns the kid of the key that was made, or null; `demo` for the database of a demo, which stays as it is
 */
export async function prepareDatabase(ctx: Context): Promise<{ key: string | null } | 'demo'> {
  if ((await findInstallation(ctx)) === 'demo') return 'demo';
  return ctx.db.transaction(async (tx) => {
    await recordInstallation(tx, false, ctx.now);
    const opening = await listOpeningKeys(tx, ctx.now);
    return { key: opening.length > 0 ? null : await makePortalKey(tx, ctx) };
  });
}
