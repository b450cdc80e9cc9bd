import type { ProbeOutcome } from '@/db/queries/login-probes';
import type { TargetName } from '@/db/queries/mail-targets';
import type { Secret } from '@/lib/secret';

export type { TargetName };

/** What a mail system is to hold of one mailbox: its newest state. Hashes only, since nothing else may wait in a queue. */
export interface DeliveryOrder {
  readonly address: string;
  readonly version: number;
  /** The newest password, when this mail system does not hold it yet; null leaves the password there as it is. */
  readonly password: {
    /** `{ARGON2ID}$argon2id$v=19$…` */
    readonly argon2id: string;
    /** `$6$…`, for a mail system that takes no other form; null when none of the mailbox's asks for it. */
    readonly sha512Crypt: string | null;
  } | null;
  /** Whether it may sign in and send. False: suspended or closed, locked in the same operation as the password. */
  readonly mayUse: boolean;
}

/**
 * One mail system that must learn of changes. Every kind has this shape and passes one contract test.
 *
 * Each method throws DeliveryFailed, with a named reason, for what may succeed later.
 */
export interface Target {
  readonly name: TargetName;
  /** The form of the hash that is written there. */
  readonly takes: 'argon2id' | 'sha512Crypt';
  /**
   * How long a sign-in may be under way there at most, of those that are met: so long after the first flush it is flushed
   * again, since what such a sign-in has read is the old password, and it is cached when it ends. 0 where nothing caches.
   */
  readonly signInTakesMs: number;
  /** Brings the mail system to the order. Done twice, it is as if done once. */
  write(order: DeliveryOrder): Promise<void>;
  /** Throws the old password out of every cache, and ends the live connections that it opened. */
  flushAndEndSessions(address: string): Promise<{ connectionsEnded: number }>;
  /** Signs in with the new password as a mail program would; `not_tried` where there is no such door. */
  probe(address: string, password: Secret): Promise<ProbeOutcome>;
  /** Whether the mail system answers, to one question that changes nothing. */
  health(): Promise<void>;
}
