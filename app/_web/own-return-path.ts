import { listContactAddresses } from '@/lib/account/contact-address/list-contact-addresses';
import type { MemberContext } from '@/lib/context';
import { listOwnMailboxesWithClosed } from '@/lib/mailbox/list-own-mailboxes';
import { findMember } from '@/lib/sign-in/session/find-member';
import { currentContext } from './current-member';
import { requestScope } from './request-scope';
import { returnPath } from './return-path';

const OF_MAILBOX = /^\/(?:mailboxes|mail-settings)\/([^/?]+)/;
const OF_CONTACT_ADDRESS = /^\/contact-addresses\/([^/?]+)/;

/**
 * The redirect target for the user who has just signed in. The page may have been requested by another user of the same
 * browser.
 *
 * @param asked as for `returnPath`
 * @returns `/` also for a page about a mailbox or a contact address of another user
 */
export async function ownReturnPath(asked: unknown): Promise<string> {
  const path = returnPath(asked);
  const address = OF_MAILBOX.exec(path)?.[1];
  const contactAddress = OF_CONTACT_ADDRESS.exec(path)?.[1];
  if (address === undefined && contactAddress === undefined) return path;

  const found = await findMember(currentContext(), requestScope().openedSessionId);
  if (!found.ok) return '/';
  const isOwn =
    address === undefined ? hasContactAddress(found.value, contactAddress) : hasMailbox(found.value, address);
  return (await isOwn) ? path : '/';
}

async function hasMailbox(ctx: MemberContext, asked: string): Promise<boolean> {
  // The @ is the only character of a mailbox address that URLs of the portal encode.
  const address = asked.replaceAll('%40', '@').toLowerCase();
  return (await listOwnMailboxesWithClosed(ctx)).some((mailbox) => mailbox.address === address);
}

async function hasContactAddress(ctx: MemberContext, id: string | undefined): Promise<boolean> {
  return (await listContactAddresses(ctx)).some((contact) => contact.id === id);
}
