import { type ContactAddress, listContactAddresses as listStored } from '@/db/queries/contact-addresses';
import type { MemberContext } from '@/lib/context';

export type { ContactAddress };

/** A person's contact addresses, confirmed or not. Who came with a password that several people share sees none of them. */
export async function listContactAddresses(ctx: MemberContext): Promise<ContactAddress[]> {
  return ctx.session.limitedTo ? [] : listStored(ctx.db, ctx.person.id);
}
