import { unstable_rethrow } from 'next/navigation';
import type { RefusalCode } from '@/lib/refusal-codes';
import { theRuntime } from '@/lib/runtime/runtime';
import { requestScope } from './request-scope';

/**
 * Logs what nobody expected under the reference number that the person sees.
 *
 * @returns the refusal to show: `service.unavailable` when a server that we need is away, else `service.failed`
 * @throws what the framework throws to redirect or to say "not found"
 */
export function afterUnexpectedError(error: unknown): RefusalCode {
  unstable_rethrow(error);
  const { requestId, recorded } = requestScope();
  recorded.add('service.failed');
  theRuntime().log.error({ err: error, reference: requestId }, 'unhandled error');
  return isOutage(error) ? 'service.unavailable' : 'service.failed';
}

/** Of PostgreSQL and of the way to it: connection trouble, shutting down, too many connections. @see PostgreSQL, appendix A */
const OUTAGE = /^(ECONN|ETIMEDOUT|EPIPE|CONNECT|CONNECTION_|08|57P0|53)/;

function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return (typeof code === 'string' && OUTAGE.test(code)) || isOutage(error.cause);
}
