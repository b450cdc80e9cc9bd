import { AsyncLocalStorage } from 'node:async_hooks';
import type { RefusalCode } from '@/lib/refusal-codes';
import type { RefusalDetail } from '@/lib/result';

/** Why a request is refused, for the page that says so. */
export interface RequestRefusal {
  code: RefusalCode;
  detail?: RefusalDetail;
}

/** What bin/server.ts knows of a request before the framework sees it, and what a page asks of it in return. */
export interface RequestScope {
  readonly requestId: string;
  readonly clientAddress: string;
  /** What the client says of itself: anything at all. */
  readonly userAgent?: string;
  /** Whether it comes from this very machine, by no proxy. */
  readonly isLocal: boolean;
  /** The name that the client knows us by, with its port. */
  readonly host: string;
  /** Path and query as they were asked for. */
  readonly url: string;
  /** A page asks by itself, to be up to date, and not its person: it keeps no session from running out. */
  readonly isUnasked: boolean;
  /**
   * A browser loads a page, in place of sending a form, fetching for the framework, or asking a route handler. Where a request of those sets a
   * cookie, the framework answers with the page rendered once more.
   */
  readonly isPageLoad: boolean;
  /** Events already logged for this request: security events, and `service.failed` for an unhandled error. */
  readonly recorded: Set<string>;
  /** A request that is refused before any page: the page that explains it is shown in its place. */
  readonly refusal?: RequestRefusal;
  /** Whether its body calls a server action; and whether one of ours has begun. */
  callsAction?: boolean;
  actionHasBegun?: boolean;
  /** It sends the form of somebody else than is signed in: nothing that answers it keeps the session alive. */
  isFormOfAnother?: boolean;
  /** Shown as a page in place of whatever the framework makes of the request. A script is told by the status alone. */
  instead?: RequestRefusal;
  /** The status of the answer, in place of the framework's 200. */
  status?: number;
  retryAfterSeconds?: number;
  /** The session that this request has opened: next-auth hands nothing over. */
  openedSessionId?: string;
  /** The mailbox that was just signed in to with a breached password: next-auth hands nothing over to the action. */
  breachedMailbox?: string;
}

/*
 * The framework bundles this file a second time; the storage is therefore handed over through the global object. A
 * header could carry the same, but a header can also be sent by a client.
 */
const KEY = Symbol.for('mail-portal.request-scope');
const holder = globalThis as { [KEY]?: AsyncLocalStorage<RequestScope> };

function storage(): AsyncLocalStorage<RequestScope> {
  holder[KEY] ??= new AsyncLocalStorage();
  return holder[KEY];
}

export function runInScope<T>(scope: RequestScope, run: () => T): T {
  return storage().run(scope, run);
}

/** @throws Error outside a request that came through bin/server.ts */
export function requestScope(): RequestScope {
  const scope = storage().getStore();
  if (!scope) throw new Error('not within a request of bin/server.ts');
  return scope;
}

/** A page of the framework can only answer 200 by itself: this is how it says otherwise. */
export function answerWithStatus(status: number, retryAfterSeconds?: number): void {
  const scope = requestScope();
  scope.status = status;
  scope.retryAfterSeconds = retryAfterSeconds;
}

/** Answers with the page of a refusal in place of the page that the form stands on, which may be shown to nobody now. */
export function answerInstead(refusal: RequestRefusal): void {
  requestScope().instead = refusal;
}
