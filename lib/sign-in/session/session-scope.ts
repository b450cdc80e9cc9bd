import type { SessionScope } from '@/db/queries/sessions';
import type { MemberContext } from '@/lib/context';

/**
 * Which sessions a session may list and end: all of its person, or those of the one mailbox whose shared password opened it.
 *
 * @see docs/decisions/009-a-shared-password-opens-its-own-mailbox.md
 */
export function sessionScopeOf({ person, session }: Pick<MemberContext, 'person' | 'session'>): SessionScope {
  return { personId: person.id, limitedTo: session.limitedTo };
}
