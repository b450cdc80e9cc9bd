import { setTimeout as wait } from 'node:timers/promises';
import { hasImportedHashes } from '@/db/queries/mailboxes';
import { seconds } from '@/lib/clock';
import type { Context } from '@/lib/context';
import type { RefusalCode } from '@/lib/refusal-codes';
import type { Result } from '@/lib/result';

/** Longer than the costliest hash that may be imported takes to be verified: half a second, with a margin. */
export const BEAT_MS = seconds(1);

/**
 * Answers a refused sign-in at a whole multiple of a second, as long as the database holds imported hashes: verifying one
 * costs something besides the one argon2id computation that every try costs, and the time of a refusal would tell that
 * there is an account, and how its password is stored. A success is not held back, nor anybody when no such hash is left.
 *
 * @see docs/decisions/019-imported-hashes.md
 */
export async function padResponseTime<T, C extends RefusalCode>(
  ctx: Context,
  verify: () => Promise<Result<T, C>>,
): Promise<Result<T, C>> {
  const beganAt = performance.now();
  const outcome = await verify();
  if (outcome.ok || outcome.code !== 'sign_in.failed' || !(await hasImportedHashes(ctx.db))) return outcome;
  const tookMs = performance.now() - beganAt;
  await wait(Math.ceil(tookMs / BEAT_MS) * BEAT_MS - tookMs);
  return outcome;
}
