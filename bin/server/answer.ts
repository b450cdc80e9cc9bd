import type { IncomingMessage, ServerResponse } from 'node:http';
import { statusOf } from '@/app/_web/refusals';
import type { RequestRefusal, RequestScope } from '@/app/_web/request-scope';
import { NO_SNIFFING } from '@/app/_web/security-headers';
import type { RefusalCode } from '@/lib/refusal-codes';

/**
 * Wraps a response before the framework writes it. It sets the status that the page asked for, and replaces a plain-text
 * error of the framework with a page of the portal.
 *
 * The methods of the response itself are wrapped: the framework has no hook between a page and its response, and a page
 * cannot set a status.
 *
 * @param then.replace renders the page of a refusal on the same response, before any byte was sent
 * @param then.observe is called for every error response of the framework itself, also for one that a script receives
 */
export function superviseAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  scope: RequestScope,
  then: { replace(refusal: RequestRefusal): void; observe?(code: BareAnswer): void },
): void {
  const { writeHead, write, end } = response;
  let dropped: RequestRefusal | undefined;
  let isObserved = false;
  let isReplaced = false;

  /** Decides once, before the first byte is sent. */
  function isDropped(status: number): boolean {
    if (!isObserved && !response.headersSent) {
      const wasUnread = isUnread(status, request, response, scope);
      const bare = wasUnread ? 'request.malformed' : bareAnswer(status, response, scope);
      if (bare) then.observe?.(bare);
      isObserved = bare !== undefined;
      const refusal = scope.instead ?? (bare && { code: bare });
      if (!isForFrameworkScript(request) || wasUnread) dropped = refusal;
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
    // The framework goes on for some steps after it has ended its response, and sets the status once more.
    if (!isReplaced) setImmediate(replaceDropped);
    isReplaced = true;
    return response;
  } as typeof end;

  function replaceDropped(): void {
    Object.assign(response, { writeHead, write, end });
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    response.setHeader(...NO_SNIFFING);
    response.statusCode = 200;
    if (dropped) then.replace(dropped);
  }
}

/** The refusal that an error response of the framework stands for. */
export type BareAnswer = Extract<
  RefusalCode,
  'request.page_changed' | 'request.malformed' | 'request.form_only' | 'service.failed'
>;

/** Whether a script of the framework receives the response and shows the refusal itself. */
function isForFrameworkScript({ headers }: IncomingMessage): boolean {
  return headers['next-action'] !== undefined || headers.rsc !== undefined;
}

function bareAnswer(status: number, response: ServerResponse, scope: RequestScope): BareAnswer | undefined {
  const isOurs = scope.status !== undefined || scope.refusal !== undefined;
  if (isOurs || scope.url.startsWith('/_next/')) return undefined;
  // The form calls an action of an earlier version, or none.
  if (response.hasHeader('x-nextjs-action-not-found'))
    return scope.callsAction ? 'request.page_changed' : 'request.malformed';
  if (status === 400) return 'request.malformed';
  // The framework's 405 has no Allow, which RFC 9110 §15.5.6 requires: only a form is sent to such a path.
  if (status === 405 && !response.hasHeader('Allow')) return 'request.form_only';
  // The 503 of a route handler (readiness) is JSON and is sent as it is.
  if (status >= 500 && !isOfType(response, 'json')) return 'service.failed';
  return undefined;
}

/**
 * Whether a form reached no action of the portal: the framework could not decode the arguments of the action, or it
 * renders the page as if no form had been sent.
 */
function isUnread(status: number, request: IncomingMessage, response: ServerResponse, scope: RequestScope): boolean {
  if (scope.actionHasBegun || request.method !== 'POST') return false;
  if (scope.callsAction && status >= 500) return true;
  return !isForFrameworkScript(request) && isOfType(response, 'html');
}

function isOfType(response: ServerResponse, type: string): boolean {
  return String(response.getHeader('content-type') ?? '').includes(type);
}
