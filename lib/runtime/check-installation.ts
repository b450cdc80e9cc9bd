import { findIsDemo } from '@/db/queries/installation';
import type { Context } from '@/lib/context';
import { StartRefusal } from '@/lib/start-refusal';
import { refuseDatabase } from './refuse-database';

/** `empty`: migrated, and neither filled as a demo nor prepared for production. */
export type Installation = 'empty' | 'demo' | 'production';

/** @throws Error of the database, also when it was never migrated */
export async function findInstallation({ db }: Pick<Context, 'db'>): Promise<Installation> {
  const isDemo = await findIsDemo(db);
  if (isDemo === undefined) return 'empty';
  return isDemo ? 'demo' : 'production';
}

/**
 * Refuses to start with production settings on the database of a demo, because the passwords of a demo are public.
 *
 * @throws StartRefusal also when the database cannot be asked
 */
export async function checkInstallation({ db, config }: Pick<Context, 'db' | 'config'>): Promise<void> {
  const installation = await findInstallation({ db }).catch(refuseDatabase);
  if (installation === 'demo' && config.mode !== 'demo')
    throw new StartRefusal('DATABASE_URL names a demo database: its passwords are public.');
}
