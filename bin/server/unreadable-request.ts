import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { languageOfBrowser } from '@/app/_web/language';
import { plainPage, type UnreadableCode } from '@/app/_web/plain-page';
import { statusOf } from '@/app/_web/refusals';
import { recordSecurityEvent } from '@/lib/audit/record-security-event';
import { seconds } from '@/lib/clock';
import type { Runtime } from '@/lib/runtime/runtime';
import { newReference } from './request-gate';

/** The longest line of a request's header, and all of its cookies together. */
const MOST_LINE_BYTES = 16 * 1024;
/** As much as nginx hands on (large_client_header_buffers in deploy/nginx/portal.conf), so that a page can refuse it. */
export const MOST_HEADER_BYTES = 4 * 32 * 1024;
/** So long a client may go on sending after its answer: closed at once, it would see no answer but a reset. */
const DRAINED_WITHIN_MS = seconds(2);

/** Whether a request is refused by the size of its address, or of its header. No page is rendered for it by the framework. */
export function findUnreadable({ method = '', url = '', rawHeaders, headers }: IncomingMessage) {
  if (`${method} ${url} HTTP/1.1`.length > MOST_LINE_BYTES) return 'request.address_too_long';
  const isLong = rawHeaders.some(
    (name, at) => at % 2 === 0 && `${name}: ${rawHeaders[at + 1]}`.length > MOST_LINE_BYTES,
  );
  return isLong || (headers.cookie ?? '').length > MOST_LINE_BYTES ? 'request.header_too_large' : undefined;
}

/** Answers such a request by a page in both languages. What is left of its body is not read. */
export function sendUnreadable(
  response: ServerResponse,
  code: UnreadableCode,
  { request, reference, config }: { request: IncomingMessage; reference: string; config: Runtime['config'] },
): void {
  const { headers, html } = plainPage({ code }, { likely: languageOfBrowser(request.headers), reference, config });
  response.writeHead(statusOf(code), { ...headers, Connection: 'close' }).end(html);
}

const CODES: Record<string, UnreadableCode> = {
  HPE_HEADER_OVERFLOW: 'request.header_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request.too_slow',
};

/**
 * Answers what Node could not read as a request at all, where it would send a status without a word: a header beyond
 * MOST_HEADER_BYTES, one that does not come to its end in time, and what is no HTTP.
 */
export function answerUnreadable(
  server: Server,
  { config, log, metrics }: Pick<Runtime, 'config' | 'log' | 'metrics'>,
): void {
  const answered = new WeakSet<Duplex>();
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (answered.has(socket)) return;
    answered.add(socket);
    const { code: cause = '' } = error;
    if (cause === 'ECONNRESET' || !socket.writable || isAnswerUnderWay(socket)) return void socket.destroy();

    const code = CODES[cause] ?? 'request.malformed';
    const reference = newReference();
    const reason = code === 'request.header_too_large' ? 'too_large' : 'malformed';
    // Behind a proxy it is the proxy's: nothing that the client says was read.
    const recorder = { log, metrics, requestId: reference, address: (socket as Socket).remoteAddress ?? null };
    recordSecurityEvent(recorder, 'request.refused', reason, { code, cause }, 'a request could not be read');
    writeUnreadable(socket, code, { reference, config });
  });
}

/** Writes such an answer to a connection of which Node has made no request, and closes it. */
export function writeUnreadable(
  socket: Duplex,
  code: UnreadableCode,
  { reference, config }: { reference: string; config: Runtime['config'] },
): void {
  const { headers, html } = plainPage({ code }, { likely: 'zh_TW', reference, config });
  const status = statusOf(code);
  const lines = Object.entries({ ...headers, 'Content-Length': Buffer.byteLength(html), Connection: 'close' });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n${html}`);
  socket.resume();
  setTimeout(() => socket.destroy(), DRAINED_WITHIN_MS).unref();
}

/** Node keeps the answer that a connection is sending on its socket; a second one would be read as a part of it. */
function isAnswerUnderWay(socket: Duplex): boolean {
  const { _httpMessage: answer } = socket as Duplex & { _httpMessage?: ServerResponse | null };
  return answer?.headersSent === true;
}
