import { z } from 'zod';
import { type Clock, hours, seconds } from '@/lib/clock';
import { DeliveryFailed, type FailureReason, nameNetworkFailure } from '@/lib/mail-systems/failure-reasons';

/** Upper limit of Retry-After. */
const WAIT_AT_MOST_MS = hours(1);

export interface Answer {
  status: number;
  /** Parsed JSON, or undefined if the body was not JSON. */
  body: unknown;
  /** The delay from Retry-After. */
  retryAfterMs: number | undefined;
}

/** @throws DeliveryFailed if no complete response arrived */
export type Send = (url: string | URL, request: RequestInit) => Promise<Answer>;

/** Sends HTTP requests to Google. Network errors become DeliveryFailed. */
export function sendWithin(answerWithinMs: number, clock: Clock): Send {
  return async (url, request) => {
    try {
      const signal = AbortSignal.timeout(answerWithinMs);
      // Redirects are not followed, so a token or hash reaches no other server.
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

// The message is not parsed: it quotes the rejected value, including a password's hash ("Invalid Input: $6$…").
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
 * Maps an unsuccessful response to a reason. The reason in its body takes precedence over the status: both an exhausted
 * quota and a missing right are a 403.
 *
 * @param invalid the meaning of a 400 with the reason `invalid` for this request
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
