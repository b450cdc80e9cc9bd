/** Why an attempt to reach a mail system failed, for operators and receipts. Never the system's own words: they may hold data. */
export type FailureReason =
  | 'connection_refused'
  | 'connection_lost'
  | 'timed_out'
  | 'tls_failed'
  | 'access_refused'
  | 'unexpected_answer';

/** The mail system as a whole did not answer: when it does, everything that waits for it may be tried at once. */
const OUTAGES: ReadonlySet<FailureReason> = new Set([
  'connection_refused',
  'connection_lost',
  'timed_out',
  'tls_failed',
]);

export const isOutage = (reason: FailureReason): boolean => OUTAGES.has(reason);

/** An attempt that failed and may succeed later. Whatever else is thrown is a surprise. */
export class DeliveryFailed extends Error {
  constructor(
    readonly reason: FailureReason,
    options?: ErrorOptions,
  ) {
    super(`the mail system could not be reached: ${reason}`, options);
  }
}

const BY_SYSTEM_CODE: Record<string, FailureReason> = {
  ECONNREFUSED: 'connection_refused',
  ENOTFOUND: 'connection_refused',
  EHOSTUNREACH: 'connection_refused',
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
    if (code.startsWith('ERR_TLS') || code.includes('CERT')) return 'tls_failed';
    if (BY_SYSTEM_CODE[code]) return BY_SYSTEM_CODE[code];
  }
  return error.cause ? nameNetworkFailure(error.cause) : undefined;
}
