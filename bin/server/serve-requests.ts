import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type RequestScope, runInScope } from '@/app/_web/request-scope';
import type { RefusalCode } from '@/lib/refusal-codes';
import type { Runtime } from '@/lib/runtime';
import { superviseAnswer } from './answer';
import { createCostlyDoors } from './costly-doors';
import { judgeRequest } from './request-gate';

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Every request passes the gate, then goes to the framework; what is refused on the way is answered by a page of ours. */
export function serveRequests(server: Server, { config, log }: Runtime, handle: Handler): void {
  const doorOf = createCostlyDoors();
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const scope = judgeRequest(request, config);
    if (scope.refusal) return explain(scope.refusal.code);
    return void doorOf(request)
      .enter(request, response)
      .then((outcome) => {
        if (outcome === 'entered') proceed();
        if (outcome === 'busy') explain('service.busy');
      });

    function proceed(): void {
      superviseAnswer(request, response, scope, explain);
      answer(scope);
    }

    /** The page that explains is shown in place of the one that was asked for; what is left of a body is not read. */
    function explain(code: RefusalCode): void {
      request.method = 'GET';
      request.url = '/request-refused';
      response.setHeader('Connection', 'close');
      const explained = { ...scope, refusal: { code } };
      superviseAnswer(request, response, explained, () => response.writeHead(500).end());
      answer(explained);
    }

    function answer(within: RequestScope): void {
      runInScope(within, () => handle(request, response)).catch((error) => {
        log.error({ err: error, reference: scope.requestId }, 'a request met a surprise');
        if (!response.headersSent) response.writeHead(500).end();
      });
    }
  });
}
