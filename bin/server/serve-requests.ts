import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { statusOf } from '@/app/_web/refusals';
import { type RequestRefusal, type RequestScope, runInScope } from '@/app/_web/request-scope';
import { NO_SNIFFING } from '@/app/_web/security-headers';
import { recordSecurityEvent } from '@/lib/audit/record-security-event';
import type { Runtime } from '@/lib/runtime/runtime';
import { type BareAnswer, superviseAnswer } from './answer';
import { isForScript } from './is-for-script';
import { judgeBody } from './judge-body';
import { ignoreUpgrades, refuseTunnels } from './other-protocols';
import { recordRefusedRequest } from './record-refused-request';
import { isPath, judgeRequest } from './request-gate';
import { answerUnreadable, findUnreadable, sendUnreadable } from './unreadable-request';

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Every request passes the gate, then goes to the framework; what is refused on the way is answered by a page of ours. */
export function serveRequests(
  server: Server,
  { config, log, metrics }: Pick<Runtime, 'config' | 'log' | 'metrics'>,
  handle: Handler,
): void {
  server.removeAllListeners('request');
  answerUnreadable(server, { config, log, metrics });
  refuseTunnels(server, { config, log, metrics });
  // Hot reload alone talks by a WebSocket.
  if (!config.isDevelopment) ignoreUpgrades(server);
  server.on('request', serve);
  // An Expect header that asks for anything but 100-continue may be ignored (RFC 9110 §10.1.1).
  server.on('checkExpectation', serve);

  function serve(request: IncomingMessage, response: ServerResponse) {
    response.setHeader(...NO_SNIFFING);
    const scope = judgeRequest(request, config, (malformed) =>
      log.warn({ malformed }, 'X-Forwarded-For holds what is no address'),
    );
    const recorder = { log, metrics, address: scope.clientAddress, ...scope };
    const unreadable = findUnreadable(request);
    if (unreadable) {
      recordRefusedRequest(recorder, request, unreadable);
      if (isForScript(request)) return say(unreadable);
      return void sendUnreadable(response, unreadable, { request, reference: scope.requestId, config });
    }
    if (scope.refusal) return refuse(scope.refusal);
    return void letIn().catch(surprised);

    function refuse(refusal: RequestRefusal): void {
      recordRefusedRequest(recorder, request, refusal.code);
      tell(refusal);
    }

    async function letIn(): Promise<void> {
      const { isMalformed, callsAction } = await judgeBody(request);
      // Its sender has left before all of it was here.
      if (request.method === 'POST' && !request.complete) return;
      if (isMalformed) return refuse({ code: 'request.malformed' });
      scope.callsAction = callsAction;
      proceed();
    }

    function tell(refusal: RequestRefusal): void {
      if (isForScript(request)) say(refusal.code);
      else explain(refusal);
    }

    function proceed(): void {
      superviseAnswer(request, response, scope, { replace: tell, meet });
      answer(scope);
    }

    /** What the framework answers by itself leaves a trace: what it refused, and what it failed at. */
    function meet(code: BareAnswer): void {
      if (code === 'request.malformed') recordSecurityEvent(recorder, 'form.refused', 'malformed');
      else if (code === 'request.page_changed') recordSecurityEvent(recorder, 'form.refused', 'page_changed');
      else if (!scope.recorded.has(code))
        log.error({ reference: scope.requestId }, 'the framework failed at a request');
    }

    /** Said to a script as plain text, all that the framework hands on to the form that was sent. */
    function say(code: RequestRefusal['code']): void {
      response.setHeader('Connection', 'close');
      response.writeHead(statusOf(code), { 'Content-Type': 'text/plain', 'Cache-Control': 'no-store' }).end(code);
    }

    /** The page that explains is shown in place of the one that was asked for; what is left of a body is not read. */
    function explain(refusal: RequestRefusal): void {
      const url = request.method === 'POST' ? pageOfForm(request) : scope.url;
      request.method = 'GET';
      request.url = '/request-refused';
      response.setHeader('Connection', 'close');
      const explained = { ...scope, url, refusal, instead: undefined };
      superviseAnswer(request, response, explained, { replace: () => response.writeHead(500).end() });
      answer(explained);
    }

    function answer(within: RequestScope): void {
      runInScope(within, () => handle(request, response)).catch(surprised);
    }

    function surprised(error: unknown): void {
      log.error({ err: error, reference: scope.requestId }, 'unhandled error');
      if (!response.headersSent) response.writeHead(500).end();
    }
  }
}

/** Where the other language leads from the refusal of a form: nothing answers a GET at the address that takes it. */
function pageOfForm({ headers: { referer = '', host } }: IncomingMessage): string {
  const page = URL.canParse(referer) ? new URL(referer) : undefined;
  return page?.host === host && isPath(page?.pathname) ? page.pathname : '/';
}
