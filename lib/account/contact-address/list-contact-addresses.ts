import { type ContactAddress, listContactAddresses as listStored } from '@/db/queries/contact-addresses';
import type { MemberContext } from '@/lib/context';

export type { ContactAddress };

/** Lists a person's contact addresses, confirmed or not. A session opened with a shared password sees none of them. */
export async function listContactAddresses(ctx: MemberContext): Promise<ContactAddress[]> {
  return ctx.session.limitedTo ? [] : listStored(ctx.db, ctx.person.id);
}
