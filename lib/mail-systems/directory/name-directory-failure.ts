import { MessageParserError, ResultCodeError } from 'ldapts';
import { type FailureReason, nameNetworkFailure } from '@/lib/mail-systems/failure-reasons';

/** LDAP result codes of unsuccessful operations. @see RFC 4511 appendix A.2 */
const BY_RESULT_CODE: Readonly<Record<number, FailureReason>> = {
  1: 'server_failed',
  3: 'limit_reached',
  4: 'limit_reached',
  8: 'encryption_required',
  // A read-only replica returns a referral to the writable server.
  10: 'unwilling',
  11: 'limit_reached',
  13: 'encryption_required',
  19: 'policy_refused',
  32: 'no_such_entry',
  48: 'bind_refused',
  49: 'bind_refused',
  50: 'rights_refused',
  51: 'busy',
  52: 'busy',
  53: 'unwilling',
  80: 'server_failed',
};

/** Maps an error between us and a directory to a reason. @returns undefined if the error is not the directory's */
export function nameDirectoryFailure(error: unknown): FailureReason | undefined {
  if (error instanceof ResultCodeError) return BY_RESULT_CODE[error.code] ?? 'unexpected_answer';
  if (error instanceof MessageParserError || hasMessageDetails(error)) return 'unexpected_answer';
  return nameNetworkFailure(error) ?? nameByWords(error);
}

/** The library sets this property when it could not parse a response. */
const hasMessageDetails = (error: unknown): boolean => error instanceof Error && 'messageDetails' in error;

/** The library's own network errors have no code. */
function nameByWords(error: unknown): FailureReason | undefined {
  if (!(error instanceof Error)) return undefined;
  if (/^Connection timeout$|: Operation timed out$/.test(error.message)) return 'timed_out';
  if (/^(Socket error\.|Connection closed before|Socket connection not established)/.test(error.message)) {
    return 'connection_lost';
  }
  return undefined;
}
