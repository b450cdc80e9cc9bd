import type { Executor } from '@/db/connect';
import type { Mailbox } from '@/db/queries/mailboxes';
import type { Person } from '@/db/queries/people';
import type { Session } from '@/db/queries/sessions';
import type { Config } from '@/lib/config/config';
import type { Log } from '@/lib/log';
import type { SecurityEvent, SecurityReason } from '@/lib/security-events';

export type { Person };

/** The actor: a signed-in person, an operator at the command line, or the system if no person is signed in. */
export type Actor = { kind: 'person'; person: Person } | { kind: 'operator' } | { kind: 'system' };

/** The recorded facts of an act: the actor, the time, the client address, the reference. */
export interface Act {
  readonly actor: Actor;
  readonly now: Date;
  /** The client's address in canonical form; null at the command line. */
  readonly address: string | null;
  /** The reference number that the person sees and the log carries. */
  readonly requestId: string;
}

/** The counters of `/metrics` that refusals increment. */
export interface RefusalCounters {
  /** An attempt with a password that had to wait, or on a closed account. */
  countThrottled(kind: 'wait' | 'closed'): void;
  countSecurityEvent<E extends SecurityEvent>(event: E, reason: SecurityReason<E>): void;
}

/**
 * The context of every use case: the act, the database, the settings, and the log. Made once for each request, or for each
 * command. A use case that needs a service of the process names it: `ctx: Context & { hasher: Hasher }`.
 */
export interface Context extends Act {
  /** The pool, or the current transaction. */
  readonly db: Executor;
  readonly config: Config;
  readonly log: Log;
  readonly metrics: RefusalCounters;
  /** The User-Agent header, cut to the length that a row stores; null without one, and at the command line. */
  readonly userAgent: string | null;
  /** The security events already recorded for this request; undefined when the request has a single context. */
  readonly recorded?: Set<string>;
}

/** A signed-in person. */
export interface Member {
  readonly actor: { kind: 'person'; person: Person };
  readonly person: Person;
  readonly session: Session;
  readonly address: string;
}

/** A request of a signed-in person. */
export type MemberContext = Context & Member;

/** A request about one mailbox that the person manages. */
export type MailboxContext = MemberContext & { readonly mailbox: Mailbox };
