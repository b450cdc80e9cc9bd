import { AsyncLocalStorage } from 'node:async_hooks';
import type { RefusalCode } from '@/lib/refusal-codes';
import type { RefusalDetail } from '@/lib/result';
import type { Language } from './language';

/** Why a request is refused, for the page that explains it. */
export interface RequestRefusal {
  code: RefusalCode;
  detail?: RefusalDetail;
}

/** Data that bin/server.ts passes to the pages of a request, and instructions that a page passes back. */
export interface RequestScope {
  readonly requestId: string;
  readonly clientAddress: string;
  /** The User-Agent header: any text. */
  readonly userAgent?: string;
  /** Whether the request comes from the local machine, without a proxy. */
  readonly isLocal: boolean;
  /** Whether a trusted proxy passed the request on. */
  readonly isProxied: boolean;
  /** The host and port by which the client addresses the portal. */
  readonly host: string;
  /** Path and query as requested. */
  readonly url: string;
  /** A page sent the request by itself, to refresh. It does not extend the session. */
  readonly isUnasked: boolean;
  /**
   * The browser loads a page; the request is not a form submission, a fetch of the framework, or for a route handler.
   * When one of those sets a cookie, the framework responds with the page rendered once more.
   */
  readonly isPageLoad: boolean;
  /** The nonce of the scripts and styles of this response. */
  readonly nonce: string;
  /** The language that the query asks for, else the one in the cookie; undefined without either. */
  readonly language?: Language;
  /** Events already logged for this request: security events, and `service.failed` for an unhandled error. */
  readonly recorded: Set<string>;
  /** Set when the request is refused before any page; the page that explains the refusal is shown instead. */
  readonly refusal?: RequestRefusal;
  /** Whether the body calls a server action, and whether one of the portal's actions has started. */
  callsAction?: boolean;
  actionHasBegun?: boolean;
  /** The form belongs to a user other than the one signed in. The response does not extend the session. */
  isFormOfAnother?: boolean;
  /** Shown as a page in place of the framework's response. For a script, only the status changes. */
  instead?: RequestRefusal;
  /** The status of the response, in place of the framework's 200. */
  status?: number;
  retryAfterSeconds?: number;
  /** The visit that the response sets; the page rendered for this request cannot read its cookie. */
  newLoginVisit?: string;
  /** The session that this request has opened; next-auth does not return it. */
  openedSessionId?: string;
  /** The mailbox whose breached password was just used to sign in; next-auth does not return it to the action. */
  breachedMailbox?: string;
}

/*
 * The framework bundles this file a second time, so both copies share the storage through the global object. A request
 * header could carry the same data, but a client could send it too.
 */
const KEY = Symbol.for('mail-portal.request-scope');
const holder = globalThis as { [KEY]?: AsyncLocalStorage<RequestScope> };

function storage(): AsyncLocalStorage<RequestScope> {
  holder[KEY] ??= new AsyncLocalStorage();
  return holder[KEY];
}

/** Runs a function, and everything that it awaits, within a request's scope. */
export function runInScope<T>(scope: RequestScope, run: () => T): T {
  return storage().run(scope, run);
}

/** @throws Error outside a request that came through bin/server.ts */
export function requestScope(): RequestScope {
  const scope = storage().getStore();
  if (!scope) throw new Error('not within a request of bin/server.ts');
  return scope;
}

/** Sets the status of the response. A page of the framework can only respond with 200 by itself. */
export function answerWithStatus(status: number, retryAfterSeconds?: number): void {
  const scope = requestScope();
  scope.status = status;
  scope.retryAfterSeconds = retryAfterSeconds;
}

/** Responds with the page of a refusal in place of the form's page, which must not be shown now. */
export function answerInstead(refusal: RequestRefusal): void {
  requestScope().instead = refusal;
}
