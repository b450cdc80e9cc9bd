import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { statusOf } from '@/app/_web/refusals';
import { type RequestRefusal, type RequestScope, runInScope } from '@/app/_web/request-scope';
import { NO_SNIFFING } from '@/app/_web/security-headers';
import { recordSecurityEvent } from '@/lib/audit/record-security-event';
import type { Runtime } from '@/lib/runtime/runtime';
import { type BareAnswer, superviseAnswer } from './answer';
import { type CompressedFiles, sendCompressed } from './compressed-files';
import { takesXml } from './framework-routes';
import { isForScript } from './is-for-script';
import { judgeBody } from './judge-body';
import { ignoreUpgrades, refuseTunnels } from './other-protocols';
import { setPageHeaders } from './page-headers';
import { recordRefusedRequest } from './record-refused-request';
import { isPath, judgeRequest } from './request-gate';
import { answerUnreadable, findUnreadable, sendUnreadable } from './unreadable-request';

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Passes every request through the gate and then to the framework. A refused request gets a page of the portal. */
export function serveRequests(
  server: Server,
  { config, log, metrics }: Pick<Runtime, 'config' | 'log' | 'metrics'>,
  handle: Handler,
  files: CompressedFiles = new Map(),
): void {
  server.removeAllListeners('request');
  answerUnreadable(server, { config, log, metrics });
  refuseTunnels(server, { config, log, metrics });
  // Only hot reload uses a WebSocket.
  if (!config.isDevelopment) ignoreUpgrades(server);
  server.on('request', serve);
  // An Expect header that asks for anything but 100-continue may be ignored (RFC 9110 §10.1.1).
  server.on('checkExpectation', serve);

  function serve(request: IncomingMessage, response: ServerResponse) {
    response.setHeader(...NO_SNIFFING);
    const scope = judgeRequest(request, config, (malformed) =>
      log.warn({ malformed }, 'X-Forwarded-For holds a malformed address'),
    );
    const recorder = { log, metrics, address: scope.clientAddress, ...scope };
    const unreadable = findUnreadable(request);
    if (unreadable) {
      recordRefusedRequest(recorder, request, unreadable);
      if (isForScript(request)) return sendCode(unreadable);
      return void sendUnreadable(response, unreadable, { request, reference: scope.requestId, config });
    }
    if (scope.refusal) return refuse(scope.refusal);
    if (sendCompressed(files, request, response)) return;
    return void admit().catch(failed);

    function refuse(refusal: RequestRefusal): void {
      recordRefusedRequest(recorder, request, refusal.code);
      answerRefusal(refusal);
    }

    async function admit(): Promise<void> {
      const { isMalformed, callsAction } = await judgeBody(request, {
        isXml: takesXml(request.url?.split('?', 1)[0] ?? ''),
      });
      // The client disconnected before the whole body arrived.
      if (request.method === 'POST' && !request.complete) return;
      if (isMalformed) return refuse({ code: 'request.malformed' });
      scope.callsAction = callsAction;
      proceed();
    }

    function answerRefusal(refusal: RequestRefusal): void {
      if (isForScript(request)) sendCode(refusal.code);
      else showRefusal(refusal);
    }

    function proceed(): void {
      superviseAnswer(request, response, scope, { replace: answerRefusal, observe });
      answer(scope);
    }

    /** Records the error responses of the framework itself. */
    function observe(code: BareAnswer): void {
      if (code === 'request.malformed') recordSecurityEvent(recorder, 'form.refused', 'malformed');
      else if (code === 'request.page_changed') recordSecurityEvent(recorder, 'form.refused', 'page_changed');
      // GET of a form's path is a reloaded or typed URL, and no event.
      else if (code !== 'request.form_only' && !scope.recorded.has(code))
        log.error({ reference: scope.requestId }, 'the framework failed at a request');
    }

    /** Sends the code to a script as plain text: the framework passes nothing else on to the form. */
    function sendCode(code: RequestRefusal['code']): void {
      response.setHeader('Connection', 'close');
      response.writeHead(statusOf(code), { 'Content-Type': 'text/plain', 'Cache-Control': 'no-store' }).end(code);
    }

    /** Renders the page of a refusal in place of the requested one. The rest of a body is not read. */
    function showRefusal(refusal: RequestRefusal): void {
      const url = request.method === 'POST' ? pageOfForm(request) : scope.url;
      request.method = 'GET';
      request.url = '/request-refused';
      response.setHeader('Connection', 'close');
      if (refusal.code === 'request.form_only') response.setHeader('Allow', 'POST');
      const refused = { ...scope, url, refusal, instead: undefined };
      superviseAnswer(request, response, refused, { replace: () => response.writeHead(500).end() });
      answer(refused);
    }

    function answer(within: RequestScope): void {
      setPageHeaders(request, response, within, config);
      // The proxy compresses, at less cost than the framework (docs/performance.md).
      if (within.isProxied) delete request.headers['accept-encoding'];
      runInScope(within, () => handle(request, response)).catch(failed);
    }

    function failed(error: unknown): void {
      log.error({ err: error, reference: scope.requestId }, 'unhandled error');
      if (!response.headersSent) response.writeHead(500).end();
    }
  }
}

/** The page that the link to the other language opens from the refusal of a form: the form's own path answers no GET. */
function pageOfForm({ headers: { referer = '', host } }: IncomingMessage): string {
  const page = URL.canParse(referer) ? new URL(referer) : undefined;
  return page?.host === host && isPath(page?.pathname) ? page.pathname : '/';
}
