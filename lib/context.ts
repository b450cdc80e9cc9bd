import type { Executor } from '@/db/connect';
import type { Mailbox } from '@/db/queries/mailboxes';
import type { Person } from '@/db/queries/people';
import type { Session } from '@/db/queries/sessions';
import { keepUserAgent } from '@/lib/client-address/keep-user-agent';
import type { Runtime } from '@/lib/runtime';

export type { Person };

/** Who acts: a signed-in person, an operator at the command line, or nobody yet. */
export type Actor = { kind: 'person'; person: Person } | { kind: 'operator' } | { kind: 'system' };

/** From where, when and with what a use case runs. Made once for each request, or for each command. */
export interface Context extends Runtime {
  /** The pool, or the transaction that this is a part of. */
  readonly db: Executor;
  readonly now: Date;
  /** The client's address in canonical form; null at the command line. */
  readonly address: string | null;
  /** What the browser says of itself, as a row keeps it; null when it says nothing, and at the command line. */
  readonly userAgent: string | null;
  /** The reference number that the person sees and that the log carries. */
  readonly requestId: string;
  readonly actor: Actor;
  /** Security events that were recorded of this request; none where one context is all of it. */
  readonly recorded?: Set<string>;
}

/** What is written down of an act: who did it, from where, when, under which reference. */
export type Act = Pick<Context, 'actor' | 'address' | 'now' | 'requestId'>;

/** A request of somebody who is signed in. */
export interface MemberContext extends Context {
  readonly actor: { kind: 'person'; person: Person };
  readonly person: Person;
  readonly session: Session;
  readonly address: string;
}

/** A request about one mailbox that is in this person's hands. */
export interface MailboxContext extends MemberContext {
  readonly mailbox: Mailbox;
}

export function contextOf(
  runtime: Runtime,
  request: { address: string | null; requestId: string; userAgent?: string; actor?: Actor; recorded?: Set<string> },
): Context {
  return {
    ...runtime,
    db: runtime.connection.db,
    now: runtime.clock(),
    address: request.address,
    userAgent: keepUserAgent(request.userAgent),
    requestId: request.requestId,
    actor: request.actor ?? { kind: 'system' },
    recorded: request.recorded,
  };
}
