import type { IncomingMessage, ServerResponse } from 'node:http';
import { statusOf } from '@/app/_web/refusals';
import type { RequestRefusal, RequestScope } from '@/app/_web/request-scope';
import { NO_SNIFFING } from '@/app/_web/security-headers';
import type { RefusalCode } from '@/lib/refusal-codes';

/**
 * Stands between the framework and the wire: gives an answer the status that its page asked for, and shows a page of
 * ours where the framework would answer with a bare line of English.
 *
 * @param then.replace renders the page of a refusal on the same response, of which nothing has been sent
 * @param then.meet    is told of every answer of the framework's own, also of one that a script is given as it is
 */
export function superviseAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  scope: RequestScope,
  then: { replace(refusal: RequestRefusal): void; meet?(code: BareAnswer): void },
): void {
  const { writeHead, write, end } = response;
  let dropped: RequestRefusal | undefined;
  let isMet = false;

  /** Judged once, at the moment before the first byte leaves. */
  function isDropped(status: number): boolean {
    if (!isMet && !response.headersSent) {
      const wasUnread = isUnread(status, request, response, scope);
      const bare = wasUnread ? 'request.malformed' : bareAnswer(status, response, scope);
      if (bare) then.meet?.(bare);
      isMet = bare !== undefined;
      const said = scope.instead ?? (bare && { code: bare });
      if (!isForFrameworkScript(request) || wasUnread) dropped = said;
    }
    return dropped !== undefined;
  }

  response.writeHead = function (this: ServerResponse, status: number, ...rest: unknown[]) {
    if (isDropped(status)) return response;
    if (scope.retryAfterSeconds) this.setHeader('Retry-After', String(scope.retryAfterSeconds));
    const asked = scope.instead ? statusOf(scope.instead.code) : status === 200 && scope.status ? scope.status : status;
    return Reflect.apply(writeHead, this, [asked, ...rest]) as ServerResponse;
  } as typeof writeHead;

  response.write = function (this: ServerResponse, ...chunk: unknown[]) {
    return isDropped(response.statusCode) || (Reflect.apply(write, this, chunk) as boolean);
  } as typeof write;

  response.end = function (this: ServerResponse, ...last: unknown[]) {
    if (!isDropped(response.statusCode)) return Reflect.apply(end, this, last) as ServerResponse;
    Object.assign(response, { writeHead, write, end });
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    response.setHeader(...NO_SNIFFING);
    response.statusCode = 200;
    if (dropped) then.replace(dropped);
    return response;
  } as typeof end;
}

/** What the framework means by an answer of its own. */
export type BareAnswer = Extract<RefusalCode, 'request.page_changed' | 'request.malformed' | 'service.failed'>;

/** A script of the framework has sent a form or fetches a page, and tells its user in its own way. */
function isForFrameworkScript({ headers }: IncomingMessage): boolean {
  return headers['next-action'] !== undefined || headers.rsc !== undefined;
}

function bareAnswer(status: number, response: ServerResponse, scope: RequestScope): BareAnswer | undefined {
  const isOurs = scope.status !== undefined || scope.refusal !== undefined;
  if (isOurs || scope.url.startsWith('/_next/')) return undefined;
  // Of an earlier version, or of no action at all.
  if (response.hasHeader('x-nextjs-action-not-found'))
    return scope.callsAction ? 'request.page_changed' : 'request.malformed';
  if (status === 400) return 'request.malformed';
  // A route handler's own 503 (readiness) is an answer in its own right and carries a type of its own.
  if (status >= 500 && !isOfType(response, 'json')) return 'service.failed';
  return undefined;
}

/**
 * Whether a form reached no action of ours: the framework could not decode what an action was called with, or it shows the
 * page as if nothing had been sent.
 */
function isUnread(status: number, request: IncomingMessage, response: ServerResponse, scope: RequestScope): boolean {
  if (scope.actionHasBegun || request.method !== 'POST') return false;
  if (scope.callsAction && status >= 500) return true;
  return !isForFrameworkScript(request) && isOfType(response, 'html');
}

function isOfType(response: ServerResponse, type: string): boolean {
  return String(response.getHeader('content-type') ?? '').includes(type);
}
