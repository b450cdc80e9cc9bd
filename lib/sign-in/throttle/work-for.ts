import { readWindow } from '@/db/queries/throttle-windows';
import type { Context } from '@/lib/context';
import { sourceKey } from './throttle-keys';
import { SOURCE, type Work } from './throttle-rules';

/** The work for sign-ins from the source of this request: raised after 300 failures within ten minutes. */
export async function workFor(ctx: Context): Promise<Work> {
  const { count } = await readWindow(ctx.db, { ...SOURCE, key: sourceKey(ctx, ctx.address) });
  return count >= SOURCE.mostFailures ? 'raised' : 'usual';
}
