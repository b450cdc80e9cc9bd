import { unstable_rethrow } from 'next/navigation';
import type { RefusalCode } from '@/lib/refusal-codes';
import { theRuntime } from '@/lib/runtime/runtime';
import { requestScope } from './request-scope';

/**
 * Logs an unexpected error with the reference number that the user sees.
 *
 * @returns the refusal to show: `service.unavailable` when a required server is down, else `service.failed`
 * @throws the framework's own control-flow errors (redirect, not found)
 */
export function afterUnexpectedError(error: unknown): RefusalCode {
  unstable_rethrow(error);
  const { requestId, recorded } = requestScope();
  recorded.add('service.failed');
  theRuntime().log.error({ err: error, reference: requestId }, 'unhandled error');
  return isOutage(error) ? 'service.unavailable' : 'service.failed';
}

/**
 * Error codes of Node, postgres.js and PostgreSQL for lost connections, shutdown and insufficient resources. @see
 * PostgreSQL, appendix A
 */
const OUTAGE = /^(ECONN|ETIMEDOUT|EPIPE|CONNECT|CONNECTION_|08|57P0|53)/;

function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return (typeof code === 'string' && OUTAGE.test(code)) || isOutage(error.cause);
}
