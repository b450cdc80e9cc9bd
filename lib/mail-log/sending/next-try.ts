import { after, days, minutes, seconds } from '@/lib/clock';

/**
 * Postfix's defaults for messages that wait in the queue. A server that is set otherwise tries at other times, so a page says
 * "about".
 *
 * @see https://www.postfix.org/postconf.5.html, parameters of the same names
 */
const MINIMAL_BACKOFF_TIME = minutes(5);
const MAXIMAL_BACKOFF_TIME = seconds(4_000);
const MAXIMAL_QUEUE_LIFETIME = days(5);

export interface NextTry {
  /** About when the next try is made; never before now. */
  readonly at: Date;
  /** When the message is returned to its sender at the next try after this. */
  readonly until: Date;
}

/** Estimates when Postfix tries again: it waits as long as the message was in the queue at the last try, within limits. */
export function nextTry(message: { acceptedAt: Date; lastTryAt: Date }, now: Date): NextTry {
  const age = message.lastTryAt.getTime() - message.acceptedAt.getTime();
  const wait = Math.min(MAXIMAL_BACKOFF_TIME, Math.max(MINIMAL_BACKOFF_TIME, age));
  const at = after(message.lastTryAt, wait);
  return { at: at < now ? now : at, until: after(message.acceptedAt, MAXIMAL_QUEUE_LIFETIME) };
}
