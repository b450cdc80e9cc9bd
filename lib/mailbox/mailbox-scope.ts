import type { MailboxScope } from '@/db/queries/mailboxes';
import type { MemberContext } from '@/lib/context';

/**
 * Which mailboxes a session reaches: all in the person's hands, or the one whose password opened it, when that password
 * is shared by several people.
 *
 * @see docs/decisions/009-a-shared-password-opens-its-own-mailbox.md
 */
export function mailboxScopeOf({ person, session }: Pick<MemberContext, 'person' | 'session'>): MailboxScope {
  return { holderId: person.id, only: session.limitedTo };
}
