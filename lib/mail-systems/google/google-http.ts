import { z } from 'zod';
import { type Clock, hours, seconds } from '@/lib/clock';
import { DeliveryFailed, type FailureReason, nameNetworkFailure } from '@/lib/mail-systems/failure-reasons';

/** Longer than this nobody is waited for, whatever a header says. */
const WAIT_AT_MOST_MS = hours(1);

export interface Answer {
  status: number;
  /** Parsed, or undefined when it was no JSON. */
  body: unknown;
  /** What Retry-After asked for. */
  retryAfterMs: number | undefined;
}

/** @throws DeliveryFailed when no whole answer came */
export type Send = (url: string | URL, request: RequestInit) => Promise<Answer>;

/** Speaks HTTP with Google's servers; what goes wrong on the way has a name. */
export function sendWithin(answerWithinMs: number, clock: Clock): Send {
  return async (url, request) => {
    try {
      const signal = AbortSignal.timeout(answerWithinMs);
      // A token and a hash go where they were sent, and no further.
      const response = await fetch(url, { ...request, redirect: 'manual', signal });
      return {
        status: response.status,
        body: parse(await response.text()),
        retryAfterMs: readRetryAfter(response.headers.get('retry-after'), clock()),
      };
    } catch (error) {
      throw new DeliveryFailed(nameNetworkFailure(error) ?? 'connection_lost', { cause: error });
    }
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Seconds, or a date. @see RFC 9110 §10.2.3 */
function readRetryAfter(header: string | null, now: Date): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header) ? seconds(Number(header)) : Date.parse(header) - now.getTime();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), WAIT_AT_MOST_MS);
}

// Its message is left unread: it quotes what was refused, a password's hash included ("Invalid Input: $6$…").
const refusal = z.object({ error: z.object({ errors: z.array(z.object({ reason: z.string() })).min(1) }) });

const BY_REASON: Record<string, FailureReason> = {
  quotaExceeded: 'quota_exceeded',
  userRateLimitExceeded: 'quota_exceeded',
  rateLimitExceeded: 'quota_exceeded',
  dailyLimitExceeded: 'quota_exceeded',
  backendError: 'busy',
  notFound: 'no_such_entry',
  conditionNotMet: 'condition_not_met',
};

const BY_STATUS: Record<number, FailureReason> = {
  401: 'access_refused',
  403: 'access_refused',
  408: 'timed_out',
  429: 'quota_exceeded',
};

/**
 * Names an answer that is no success. The reason in its body counts before the status: a quota that is used up is a 403,
 * like a right that is missing.
 *
 * @param invalid what a 400 with the reason `invalid` means for what was asked
 * @see https://developers.google.com/workspace/admin/directory/v1/limits
 * @see https://developers.google.com/workspace/admin/reseller/v1/support/directory_api_common_errors
 */
export function nameRefusal(answer: Answer, invalid: FailureReason = 'unexpected_answer'): DeliveryFailed {
  const parsed = refusal.safeParse(answer.body);
  const reason = parsed.data?.error.errors[0]?.reason ?? '';
  const name =
    BY_REASON[reason] ??
    BY_STATUS[answer.status] ??
    (answer.status >= 500 ? 'busy' : reason === 'invalid' ? invalid : 'unexpected_answer');
  return new DeliveryFailed(name, { retryAfterMs: answer.retryAfterMs });
}
