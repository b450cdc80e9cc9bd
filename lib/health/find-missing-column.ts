import { listMissingColumns } from '@/db/queries/catalogue';
import type { Context } from '@/lib/context';

/**
 * Compares the columns that this version of the portal reads with those of the database.
 *
 * @returns one that is missing (`table.column`), or undefined when every migration was run
 */
export async function findMissingColumn({ db }: Pick<Context, 'db'>): Promise<string | undefined> {
  const [missing] = await listMissingColumns(db);
  return missing;
}
