import { listContactAddresses, renewLink } from '@/db/queries/contact-addresses';
import { lockPerson } from '@/db/queries/people';
import { recordSecurityEvent } from '@/lib/audit/record-security-event';
import type { MemberContext } from '@/lib/context';
import { ok, type Result, refuse } from '@/lib/result';
import { newLink, refuseMoreLinks, sendLink } from './new-link';

/**
 * Sends the confirmation link of a contact address once more. The previous link becomes invalid.
 *
 * @param id of the contact address, a UUID
 */
export async function resendConfirmation(
  ctx: MemberContext,
  id: string,
): Promise<Result<{ address: string }, 'contact_address.not_found' | 'contact_address.too_many_links'>> {
  if (ctx.session.limitedTo) return refuse('contact_address.not_found');
  return ctx.db.transaction(async (tx) => {
    await lockPerson(tx, ctx.person.id);
    const there = (await listContactAddresses(tx, ctx.person.id)).find((one) => one.id === id && !one.confirmedAt);
    if (!there) {
      recordSecurityEvent(ctx, 'access.denied', 'contact_address');
      return refuse('contact_address.not_found');
    }
    const refusal = await refuseMoreLinks(tx, ctx);
    if (refusal) return refusal;
    const link = newLink(ctx);
    // The previous link may have confirmed the address since it was read above.
    if (!(await renewLink(tx, { personId: ctx.person.id, id, link }))) return refuse('contact_address.not_found');
    await sendLink(tx, ctx, link, there.address);
    return ok({ address: there.address });
  });
}
