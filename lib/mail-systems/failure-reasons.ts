/**
 * The reasons why an attempt to reach a mail system failed, for operators and receipts. Each is a message key,
 * `delivery.reasons.<code>`. The mail system's own messages are never used: they may contain data.
 */
export const FAILURE_REASONS = [
  'connection_refused',
  'connection_lost',
  'timed_out',
  'tls_failed',
  'access_refused',
  'unexpected_answer',
  /** More requests than it allows in a period. */
  'quota_exceeded',
  'busy',
  'no_such_entry',
  /** Its policy rejects this password. */
  'policy_refused',
  /** The entry is in a state that does not allow the change, for example while it is being created. */
  'condition_not_met',
  /** It needs a form of hash that was not computed when the password was set. */
  'hash_form_missing',

  // Further results of a directory (see lib/mail-systems/directory/name-directory-failure.ts).
  'bind_refused',
  'rights_refused',
  'encryption_required',
  'limit_reached',
  'unwilling',
  'server_failed',
  'ambiguous_entry',
] as const;

export type FailureReason = (typeof FAILURE_REASONS)[number];

/** @param stored from a row, possibly written by an older or newer version of the portal */
export function readFailureReason(stored: string): FailureReason {
  return FAILURE_REASONS.find((reason) => reason === stored) ?? 'unexpected_answer';
}

/** The mail system as a whole did not respond. Once it does, everything that waits for it may be tried at once. */
export const OUTAGES: readonly FailureReason[] = ['connection_refused', 'connection_lost', 'timed_out', 'tls_failed'];
/** It reported that it cannot work at all, or sent an invalid response. The cause may also be a single mailbox. */
export const TROUBLES: readonly FailureReason[] = ['busy', 'server_failed', 'unexpected_answer'];

/** Whether the cause may be the mail system as a whole, not a single mailbox. */
export const mayConcernWholeSystem = (reason: FailureReason): boolean =>
  OUTAGES.includes(reason) || TROUBLES.includes(reason);

/** A failed attempt that may succeed later. Any other exception is an unexpected error. */
export class DeliveryFailed extends Error {
  /** The delay that the mail system asked for before the next attempt, if any. */
  readonly retryAfterMs: number | undefined;

  constructor(
    readonly reason: FailureReason,
    { retryAfterMs, ...options }: ErrorOptions & { retryAfterMs?: number } = {},
  ) {
    super(`the mail system could not be reached: ${reason}`, options);
    this.retryAfterMs = retryAfterMs;
  }
}

const BY_SYSTEM_CODE: Record<string, FailureReason> = {
  ECONNREFUSED: 'connection_refused',
  ENOTFOUND: 'connection_refused',
  EAI_AGAIN: 'connection_refused',
  EHOSTUNREACH: 'connection_refused',
  EHOSTDOWN: 'connection_refused',
  ENETUNREACH: 'connection_refused',
  ENETDOWN: 'connection_refused',
  ECONNABORTED: 'connection_lost',
  ECONNRESET: 'connection_lost',
  EPIPE: 'connection_lost',
  UND_ERR_SOCKET: 'connection_lost',
  ETIMEDOUT: 'timed_out',
  UND_ERR_CONNECT_TIMEOUT: 'timed_out',
};

/** Maps a network error to a reason. @returns undefined if it is not a network error */
export function nameNetworkFailure(error: unknown): FailureReason | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'timed_out';
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') {
    if (isOfTls(code)) return 'tls_failed';
    if (BY_SYSTEM_CODE[code]) return BY_SYSTEM_CODE[code];
  }
  return error.cause ? nameNetworkFailure(error.cause) : undefined;
}

/** Codes of OpenSSL and of Node, and `EPROTO` if the peer does not speak TLS at all. */
const isOfTls = (code: string): boolean => /^(ERR_TLS|ERR_SSL|EPROTO$|UNABLE_TO_VERIFY)|CERT/.test(code);
