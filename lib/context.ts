import type { Executor } from '@/db/connect';
import type { Mailbox } from '@/db/queries/mailboxes';
import type { Person } from '@/db/queries/people';
import type { Session } from '@/db/queries/sessions';
import type { Config } from '@/lib/config/config';
import type { Log } from '@/lib/log';
import type { SecurityEvent, SecurityReason } from '@/lib/security-events';

export type { Person };

/** Who acts: a signed-in person, an operator at the command line, or nobody yet. */
export type Actor = { kind: 'person'; person: Person } | { kind: 'operator' } | { kind: 'system' };

/** What is written down of an act: who did it, when, from where, under which reference. */
export interface Act {
  readonly actor: Actor;
  readonly now: Date;
  /** The client's address in canonical form; null at the command line. */
  readonly address: string | null;
  /** The reference number that the person sees and that the log carries. */
  readonly requestId: string;
}

/** The counters of `/metrics` that refusals raise. */
export interface RefusalCounters {
  /** A try of a password that had to wait, or that came to a closed account. */
  countThrottled(kind: 'wait' | 'closed'): void;
  countSecurityEvent<E extends SecurityEvent>(event: E, reason: SecurityReason<E>): void;
}

/**
 * What every use case has: the act, the database, the settings, and the log. Made once for each request, or for each
 * command. A use case that needs a service of the process names it: `ctx: Context & { hasher: Hasher }`.
 */
export interface Context extends Act {
  /** The pool, or the transaction that this is a part of. */
  readonly db: Executor;
  readonly config: Config;
  readonly log: Log;
  readonly metrics: RefusalCounters;
  /** What the browser says of itself, as a row keeps it; null when it says nothing, and at the command line. */
  readonly userAgent: string | null;
  /** Security events that were recorded of this request; none where one context is all of it. */
  readonly recorded?: Set<string>;
}

/** Somebody who is signed in. */
export interface Member {
  readonly actor: { kind: 'person'; person: Person };
  readonly person: Person;
  readonly session: Session;
  readonly address: string;
}

/** A request of somebody who is signed in. */
export type MemberContext = Context & Member;

/** A request about one mailbox that this person manages. */
export type MailboxContext = MemberContext & { readonly mailbox: Mailbox };
