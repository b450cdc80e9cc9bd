import { randomInt } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type RequestScope, runInScope } from '@/app/_web/request-scope';
import type { RefusalCode } from '@/lib/refusal-codes';
import type { RefusalDetail } from '@/lib/result';
import type { Runtime } from '@/lib/runtime';
import { superviseAnswer } from './answer';
import { createCostlyDoors } from './costly-doors';
import { judgeRequest } from './request-gate';

/** When those who wait now have been let in; not all at the same moment. */
const COME_AGAIN_IN_SECONDS = [20, 40] as const;

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Every request passes the gate, then goes to the framework; what is refused on the way is answered by a page of ours. */
export function serveRequests(
  server: Server,
  { config, log }: Pick<Runtime, 'config' | 'log'>,
  handle: Handler,
  doorOf = createCostlyDoors(),
): void {
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const scope = judgeRequest(request, config);
    if (scope.refusal) return explain(scope.refusal.code);
    return void doorOf(request)
      .enter(request, response)
      .then((outcome) => {
        if (outcome === 'entered') proceed();
        if (outcome === 'busy') sendAway();
      });

    function proceed(): void {
      superviseAnswer(request, response, scope, explain);
      answer(scope);
    }

    /** Said to a script by the code alone: its form shows the sentence, with all that was typed. */
    function sendAway(): void {
      const busy: RefusalCode = 'service.busy';
      const seconds = randomInt(...COME_AGAIN_IN_SECONDS);
      const headers = { 'Content-Type': 'text/plain', 'Retry-After': seconds, Connection: 'close' };
      if (request.headers['next-action'] === undefined) explain(busy, { seconds });
      else response.writeHead(503, headers).end(busy);
    }

    /** The page that explains is shown in place of the one that was asked for; what is left of a body is not read. */
    function explain(code: RefusalCode, detail?: RefusalDetail): void {
      request.method = 'GET';
      request.url = '/request-refused';
      response.setHeader('Connection', 'close');
      const explained = { ...scope, refusal: { code, detail } };
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
