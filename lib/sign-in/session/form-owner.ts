import { createHmac, timingSafeEqual } from 'node:crypto';
import type { MemberContext } from '@/lib/context';
import { derivedKey } from '@/lib/derived-key';

/**
 * The owner of a form: a MAC of the person and, in a session opened with a shared password, of its one mailbox. It stays
 * the same after a new sign-in of the same person, and in the new session after a change.
 *
 * @returns 43 characters of base64url
 */
export function ownerOf({ config, person, session }: Pick<MemberContext, 'config' | 'person' | 'session'>): string {
  return macOf(config.secret, `${person.id} ${session.limitedTo ?? ''}`);
}

/**
 * The owner of a form on a page that was refused to its person, as after a change of address: a MAC of the session, since
 * such a page knows nothing more.
 */
export function ownerOfSession({ config }: Pick<MemberContext, 'config'>, sessionId: string): string {
  return macOf(config.secret, `session ${sessionId}`);
}

/** Whether a form was rendered for the person who is signed in now. */
export function isOwner(ctx: Pick<MemberContext, 'config' | 'person' | 'session'>, owner: string): boolean {
  return isSame(owner, ownerOf(ctx)) || isOwnerOfSession(ctx, ctx.session.id, owner);
}

export function isOwnerOfSession(ctx: Pick<MemberContext, 'config'>, sessionId: string, owner: string): boolean {
  return isSame(owner, ownerOfSession(ctx, sessionId));
}

function macOf(secret: string, text: string): string {
  return createHmac('sha256', derivedKey(secret, 'form-owner')).update(text).digest('base64url');
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
