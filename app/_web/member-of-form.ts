import { type Result, refuse } from '@/lib/result';
import type { MemberRequest } from '@/lib/runtime/runtime';
import { keepAwake } from '@/lib/sign-in/session/find-member';
import { findCurrent } from './current-member';
import { refuseFormOfAnother } from './refuse-form-of-another';
import { afterUnexpectedError } from './unexpected-error';

/**
 * Finds the member who sends their own form. The owner is judged first: the form of another person keeps no session alive.
 *
 * @param owner what the form carries (`ownerOf`)
 * @returns `session.someone_else` for the form of another, whose sender is shown a page that says so
 */
export async function memberOfForm(owner: string): Promise<Result<MemberRequest>> {
  const found = await findCurrent({ isUnasked: true });
  if (!found.ok) return found;
  try {
    const foreign = await refuseFormOfAnother(found.value, owner);
    if (foreign) return foreign;
    await keepAwake(found.value);
    return found;
  } catch (error) {
    return refuse(afterUnexpectedError(error));
  }
}
