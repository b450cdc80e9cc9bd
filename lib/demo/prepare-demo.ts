import { findIsDemo } from '@/db/queries/installation';
import type { Context } from '@/lib/context';
import type { Hasher } from '@/lib/hashing/hashing';
import { fillDemo } from './fill-demo';
import { mapDemoTargets } from './map-demo-targets';

/** Names the mail system of a demo for every domain, and fills an empty database with the demo campus. */
export async function prepareDemo(ctx: Context & { readonly hasher: Hasher }): Promise<void> {
  await mapDemoTargets(ctx);
  if ((await findIsDemo(ctx.db)) === undefined) await fillDemo(ctx);
}
