import type { MailboxScope } from '@/db/queries/mailboxes';
import type { MemberContext } from '@/lib/context';

/**
 * Determines which mailboxes a session may act on: all that the person manages, or only the one whose password opened
 * the session if several people share that password.
 *
 * @see docs/decisions/009-a-shared-password-opens-its-own-mailbox.md
 */
export function mailboxScopeOf({ person, session }: Pick<MemberContext, 'person' | 'session'>): MailboxScope {
  return { holderId: person.id, only: session.limitedTo };
}
