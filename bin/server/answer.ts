import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestScope } from '@/app/_web/request-scope';
import type { RefusalCode } from '@/lib/refusal-codes';

/**
 * Stands between the framework and the wire: gives an answer the status that its page asked for, and shows a page of
 * ours where the framework would answer with a bare line of English.
 *
 * @param replace renders the page of a refusal on the same response, of which nothing has been sent
 */
export function superviseAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  scope: RequestScope,
  replace: (code: RefusalCode) => void,
): void {
  const { writeHead, write, end } = response;
  let dropped: RefusalCode | undefined;

  /** Judged once, at the moment before the first byte leaves. */
  function isDropped(status: number): boolean {
    if (!dropped && !response.headersSent) dropped = bareAnswer(status, request, response, scope);
    return dropped !== undefined;
  }

  response.writeHead = function (this: ServerResponse, status: number, ...rest: unknown[]) {
    if (isDropped(status)) return response;
    if (scope.retryAfterSeconds) this.setHeader('Retry-After', String(scope.retryAfterSeconds));
    const asked = status === 200 && scope.status ? scope.status : status;
    return Reflect.apply(writeHead, this, [asked, ...rest]) as ServerResponse;
  } as typeof writeHead;

  response.write = function (this: ServerResponse, ...chunk: unknown[]) {
    return isDropped(response.statusCode) || (Reflect.apply(write, this, chunk) as boolean);
  } as typeof write;

  response.end = function (this: ServerResponse, ...last: unknown[]) {
    if (!isDropped(response.statusCode)) return Reflect.apply(end, this, last) as ServerResponse;
    Object.assign(response, { writeHead, write, end });
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    response.statusCode = 200;
    if (dropped) replace(dropped);
    return response;
  } as typeof end;
}

/** What the framework means by an answer of its own, when a person would be looking at it. */
function bareAnswer(
  status: number,
  request: IncomingMessage,
  response: ServerResponse,
  scope: RequestScope,
): RefusalCode | undefined {
  const isForScript = request.headers['next-action'] !== undefined || request.headers.rsc !== undefined;
  const isOurs = scope.status !== undefined || scope.refusal !== undefined;
  if (isOurs || isForScript || scope.url.startsWith('/_next/')) return undefined;
  if (response.hasHeader('x-nextjs-action-not-found')) return 'request.page_changed';
  if (status === 400) return 'request.malformed';
  // A route handler's own 503 (readiness) is an answer in its own right and carries a type of its own.
  if (status >= 500 && !String(response.getHeader('content-type') ?? '').includes('json')) return 'service.failed';
  return undefined;
}
