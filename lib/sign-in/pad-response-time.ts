import { setTimeout as wait } from 'node:timers/promises';
import { hasImportedHashes } from '@/db/queries/mailboxes';
import { seconds } from '@/lib/clock';
import type { Context } from '@/lib/context';
import type { RefusalCode } from '@/lib/refusal-codes';
import type { Result } from '@/lib/result';

/** Longer than the verification of the costliest hash that may be imported: half a second, with a margin. */
export const RESPONSE_STEP_MS = seconds(1);

/**
 * Pads the response time of a refused sign-in to whole seconds while the database holds imported hashes. Verifying such a
 * hash takes time in addition to the one argon2id computation of every attempt. The time of a refusal would reveal that the
 * account exists, and how its password is stored. A success is not delayed, and neither is a refusal once no imported hash
 * is left.
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
  await wait(Math.ceil(tookMs / RESPONSE_STEP_MS) * RESPONSE_STEP_MS - tookMs);
  return outcome;
}
