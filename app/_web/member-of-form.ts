import { type Result, refuse } from '@/lib/result';
import type { MemberRequest } from '@/lib/runtime/runtime';
import { keepAwake } from '@/lib/sign-in/session/find-member';
import { findCurrent } from './current-member';
import { refuseFormOfAnother } from './refuse-form-of-another';
import { afterUnexpectedError } from './unexpected-error';

/**
 * Finds the member who submitted a form that was rendered for them. The owner is checked first, so that the form of
 * another user does not extend the session.
 *
 * @param owner the form's field `owner` (`ownerOf`)
 * @returns `session.someone_else` for the form of another user; a page that explains it replaces the response
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
