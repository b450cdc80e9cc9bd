import type { ServerResponse } from 'node:http';
import type { RequestScope } from '@/app/_web/request-scope';

/** Gives an answer the status that its page asked for, at the last moment before the head is written. */
export function applyStatus(response: ServerResponse, scope: RequestScope): void {
  const writeHead = response.writeHead;
  response.writeHead = function (this: ServerResponse, status: number, ...rest: unknown[]) {
    const asked = status === 200 && scope.status ? scope.status : status;
    if (scope.retryAfterSeconds) this.setHeader('Retry-After', String(scope.retryAfterSeconds));
    return Reflect.apply(writeHead, this, [asked, ...rest]) as ServerResponse;
  } as typeof writeHead;
}
