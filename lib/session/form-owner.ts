import { createHmac, timingSafeEqual } from 'node:crypto';
import type { MemberContext } from '@/lib/context';
import { derivedKey } from '@/lib/derived-key';

/**
 * Whose a form is: a MAC of the person, and of the one mailbox that their session reaches where the password of a shared
 * one opened it. A new sign-in of the same person, and the new session after a change, leave it as it is.
 *
 * @returns 43 characters of base64url
 */
export function ownerOf({ config, person, session }: Pick<MemberContext, 'config' | 'person' | 'session'>): string {
  return createHmac('sha256', derivedKey(config.secret, 'form-owner'))
    .update(`${person.id} ${session.limitedTo ?? ''}`)
    .digest('base64url');
}

/** Whether a form was rendered for whoever is signed in now. */
export function isOwner(ctx: MemberContext, owner: string): boolean {
  const [given, wanted] = [Buffer.from(owner), Buffer.from(ownerOf(ctx))];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
