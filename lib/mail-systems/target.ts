import type { ProbeOutcome } from '@/db/queries/login-probes';
import type { TargetName } from '@/db/queries/mail-targets';
import type { Secret } from '@/lib/secret';

export type { TargetName };

/**
 * The newest state of a mailbox, as a mail system has to store it. It holds hashes only: no plain password is queued.
 */
export interface DeliveryOrder {
  readonly address: string;
  readonly version: number;
  /** The newest password, if this mail system does not have it yet; null keeps the password there. */
  readonly password: {
    /** `{ARGON2ID}$argon2id$v=19$…` */
    readonly argon2id: string;
    /** `$6$…`, for a mail system that accepts no other form; null if no mail system of the mailbox needs it. */
    readonly sha512Crypt: string | null;
  } | null;
  /** Whether it may sign in and send. False: suspended or closed; the lock is written together with the password. */
  readonly mayUse: boolean;
}

/** One of the two flushes of a delivery. */
export interface FlushRound {
  readonly version: number;
  readonly isAgain: boolean;
}

/**
 * A mail system that must learn of changes. Every kind implements this interface and passes one contract test.
 *
 * Each method throws DeliveryFailed, with a named reason, for failures that may succeed later.
 */
export interface Target {
  readonly name: TargetName;
  /** The hash scheme that it stores. */
  readonly takes: 'argon2id' | 'sha512Crypt';
  /**
   * The longest sign-in observed, in milliseconds. The cache is flushed again this long after the first flush: a
   * sign-in that was in progress read the old password and caches it at its end. 0 if nothing is cached.
   */
  readonly signInTakesMs: number;
  /** Applies the order. Idempotent. */
  write(order: DeliveryOrder): Promise<void>;
  /**
   * Flushes the old password from every cache, and ends the connections that it opened. A mail system that cannot tell
   * them from others ends all of the mailbox.
   */
  flushAndEndSessions(address: string, round?: FlushRound): Promise<{ connectionsEnded: number }>;
  /** Signs in with the new password as a mail program would; `not_tried` if the system offers no such sign-in. */
  probe(address: string, password: Secret): Promise<ProbeOutcome>;
  /** Checks that the mail system responds, by one request that changes nothing. */
  health(): Promise<void>;
}
