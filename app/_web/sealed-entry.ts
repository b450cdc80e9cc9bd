import type { MemberRequest } from '@/lib/runtime/runtime';
import { theRuntime } from '@/lib/runtime/runtime';
import { seal, unseal } from '@/lib/sealed-box';
import { isOwner } from '@/lib/sign-in/session/form-owner';
import { returnPath } from './return-path';

/**
 * Adds the input of a form to the path of its page, when the session has expired: after the sign-in the form is filled in
 * again. It is sealed and bound to the owner of the form, so that no link can fill in a form for another person.
 *
 * @param typed never a password
 * @param owner the form's field `owner`, not checked yet
 * @returns the path alone for input that is too long for a return path
 */
export function withEntry(page: string, { typed, owner }: { typed: string; owner: string }): string {
  const path = `${page}?typed=${seal(theRuntime().config.secret, 'entry', JSON.stringify([owner, typed]))}`;
  return returnPath(path) === path ? path : page;
}

/** @returns undefined for text that the portal did not seal, and for the input of another person */
export function unsealEntry(ctx: MemberRequest, sealed: unknown): string | undefined {
  const text = typeof sealed === 'string' ? unseal(ctx.config.secret, 'entry', sealed) : undefined;
  if (text === undefined) return undefined;
  const [owner, typed] = JSON.parse(text) as [string, string];
  return isOwner(ctx, owner) ? typed : undefined;
}
