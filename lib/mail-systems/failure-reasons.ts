/**
 * Why an attempt to reach a mail system failed, for operators and receipts; each is the key of its sentence,
 * `delivery.reasons.<code>`. Never the system's own words: they may hold data.
 */
export const FAILURE_REASONS = [
  'connection_refused',
  'connection_lost',
  'timed_out',
  'tls_failed',
  'access_refused',
  'unexpected_answer',
  /** More requests than it allows in a while. */
  'quota_exceeded',
  'busy',
  'no_such_entry',
  /** It does not take this password. */
  'policy_refused',
  /** Something else must be done first at this entry, as finishing its creation. */
  'condition_not_met',
  /** It takes a form of hash that was not made when the password was set. */
  'hash_form_missing',

  // What a directory answers as well (see lib/mail-systems/directory/name-directory-failure.ts).
  'bind_refused',
  'rights_refused',
  'encryption_required',
  'limit_reached',
  'unwilling',
  'server_failed',
  'ambiguous_entry',
] as const;

export type FailureReason = (typeof FAILURE_REASONS)[number];

/** @param stored from a row, which an older or newer version of the portal may have written */
export function readFailureReason(stored: string): FailureReason {
  return FAILURE_REASONS.find((reason) => reason === stored) ?? 'unexpected_answer';
}

/** The mail system as a whole did not answer: when it does, everything that waits for it may be tried at once. */
export const OUTAGES: readonly FailureReason[] = ['connection_refused', 'connection_lost', 'timed_out', 'tls_failed'];
/** It answered that it can do nothing for anybody, or what makes no sense. It may also be the matter of one mailbox. */
export const TROUBLES: readonly FailureReason[] = ['busy', 'server_failed', 'unexpected_answer'];

export const isOfAll = (reason: FailureReason): boolean => OUTAGES.includes(reason) || TROUBLES.includes(reason);

/** An attempt that failed and may succeed later. Whatever else is thrown is a surprise. */
export class DeliveryFailed extends Error {
  /** What the mail system asked to wait before the next attempt, when it did. */
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

/** Names what went wrong on the way to a server. @returns undefined when it is no failure of the network */
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

/** OpenSSL's, Node's, and `EPROTO` for what is no TLS at all. */
const isOfTls = (code: string): boolean => /^(ERR_TLS|ERR_SSL|EPROTO$|UNABLE_TO_VERIFY)|CERT/.test(code);
