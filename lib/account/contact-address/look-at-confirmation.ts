import { findLinkedAddress, type LinkedAddress } from '@/db/queries/contact-addresses';
import type { Context } from '@/lib/context';
import { noticeIdIn } from '@/lib/notice/notice-token';
import { refuseLink } from '@/lib/notice/refuse-link';
import { ok, type Result } from '@/lib/result';
import { linkHashOf } from './new-link';

export type { LinkedAddress };
export type ConfirmationRefusal = 'contact_address.link_unknown' | 'contact_address.link_expired';

/** Finds the contact address that a link confirms. It changes nothing, since mail programs open links by themselves. */
export async function lookAtConfirmation(
  ctx: Context,
  token: string,
): Promise<Result<LinkedAddress, ConfirmationRefusal>> {
  const isOurs = noticeIdIn(ctx.config.secret, 'confirm-contact-address', token) !== undefined;
  const found = isOurs ? await findLinkedAddress(ctx.db, linkHashOf(token)) : undefined;
  if (!found?.linkExpiresAt) return refuseLink(ctx, 'contact_address.link_unknown');
  return found.linkExpiresAt > ctx.now ? ok(found) : refuseLink(ctx, 'contact_address.link_expired');
}
