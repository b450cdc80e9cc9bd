import { type ChangeAct, findChangeAct } from '@/db/queries/audit';
import { type AttributedChange, findAttributedChange } from '@/db/queries/password-changes';
import type { Context } from '@/lib/context';
import { readReference } from '@/lib/reference';
import { isChangeId } from './change-id';
import { type Progress, readProgress } from './read-progress';

/** A change as operators see it: whose it was, how it was made, and what came of it. It contains no secret. */
export interface FoundChange extends Omit<AttributedChange, 'change'> {
  /** Undefined when the audit log no longer says how. */
  act: ChangeAct | undefined;
  progress: Progress;
}

/**
 * Finds a change of any mailbox, for operators.
 *
 * @param given the change number, in any spelling that `readReference` reads, or the id in the URL of the result
 * @returns undefined when there is none
 */
export async function findChange(
  ctx: Pick<Context, 'db' | 'now' | 'config'>,
  given: string,
): Promise<FoundChange | undefined> {
  const id = given.trim().toLowerCase();
  const number = readReference(given);
  const by = isChangeId(id) ? { id } : number && { number };
  const found = by && (await findAttributedChange(ctx.db, by));
  if (!found) return undefined;
  const { change, ...attributed } = found;
  const [act, progress] = await Promise.all([
    findChangeAct(ctx.db, change),
    readProgress(ctx, change, attributed.mailbox.state),
  ]);
  return { ...attributed, act, progress };
}
