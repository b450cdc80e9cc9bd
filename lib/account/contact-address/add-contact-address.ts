import {
  listContactAddresses,
  MOST_CONTACT_ADDRESSES,
  addContactAddress as store,
} from '@/db/queries/contact-addresses';
import { listMailboxesOf } from '@/db/queries/mailboxes';
import { lockPerson, type PersonLanguage, rememberLanguage } from '@/db/queries/people';
import { isSessionOpen } from '@/db/queries/sessions';
import { audit } from '@/lib/audit/audit';
import type { MemberContext } from '@/lib/context';
import type { Hasher } from '@/lib/hashing/hashing';
import { tellPerson } from '@/lib/notice/tell-person';
import { ok, type Result, refuse } from '@/lib/result';
import type { Secret } from '@/lib/secret';
import type { ProofRefusal } from '@/lib/sign-in/prove-identity';
import { newLink, refuseMoreLinks, sendLink } from './new-link';
import { proveHolder } from './prove-holder';

export { MOST_CONTACT_ADDRESSES };

export interface NewContactAddress {
  /** Normalised by `readContactAddress`. */
  address: string;
  /** The current password, if the form asked for it. */
  current?: Secret;
  /** The language of the page. Mail to the person is written in it from now on. */
  language: PersonLanguage;
}

export type AddRefusal =
  | ProofRefusal
  | 'session.expired'
  | 'contact_address.shared_password'
  | 'contact_address.own_mailbox'
  | 'contact_address.already_there'
  | 'contact_address.too_many'
  | 'contact_address.too_many_links';

/**
 * Adds a contact address and sends it the confirmation link. An unconfirmed address receives no other mail. A notice
 * goes to the person's other contact addresses and their own mailboxes, since a thief may be the one who adds an
 * address.
 *
 * @returns a refusal changes nothing
 */
export async function addContactAddress(
  ctx: MemberContext & { hasher: Hasher },
  { address, current, language }: NewContactAddress,
): Promise<Result<undefined, AddRefusal>> {
  if (ctx.session.limitedTo) return refuse('contact_address.shared_password');
  const proof = await proveHolder(ctx, current);
  if (!proof.ok) return proof;

  return ctx.db.transaction(async (tx) => {
    await lockPerson(tx, ctx.person.id);
    if (!(await isSessionOpen(tx, ctx.session.id))) return refuse('session.expired');
    const own = await listMailboxesOf(tx, { holderId: ctx.person.id, only: null });
    if (own.some((mailbox) => mailbox.address === bare(address))) return refuse('contact_address.own_mailbox');
    const there = await listContactAddresses(tx, ctx.person.id);
    if (there.some((one) => one.address.toLowerCase() === address.toLowerCase()))
      return refuse('contact_address.already_there', { address });
    if (there.length >= MOST_CONTACT_ADDRESSES)
      return refuse('contact_address.too_many', { most: MOST_CONTACT_ADDRESSES });
    const refusal = await refuseMoreLinks(tx, ctx);
    if (refusal) return refusal;

    const link = newLink(ctx);
    await rememberLanguage(tx, ctx.person.id, language);
    const { id } = await store(tx, { personId: ctx.person.id, address, addedAt: ctx.now, link });
    await sendLink(tx, ctx, link, address);
    await tellPerson(tx, ctx, {
      kind: 'contact_address_added',
      personId: ctx.person.id,
      event: `contact address ${id} added`,
      data: { address },
    });
    await audit(tx, ctx, 'contact_address.added');
    return ok();
  });
}

/** The address without its subaddress (RFC 5233): the owner of a mailbox chooses what follows the +. */
const bare = (address: string): string => address.toLowerCase().replace(/\+[^@]*(?=@)/, '');
