import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { languageOfBrowser } from '@/app/_web/language';
import { plainPage, type UnreadableCode } from '@/app/_web/plain-page';
import { statusOf } from '@/app/_web/refusals';
import { recordSecurityEvent } from '@/lib/audit/record-security-event';
import { seconds } from '@/lib/clock';
import { newReference } from '@/lib/reference';
import type { Runtime } from '@/lib/runtime/runtime';

/** Longest header line, and longest Cookie header in total. */
const MOST_LINE_BYTES = 16 * 1024;
/** As much as nginx passes on (large_client_header_buffers in deploy/nginx/portal.conf), so that a page can refuse it. */
export const MOST_HEADER_BYTES = 4 * 32 * 1024;
/** Time in which a client may go on sending after its response. Closed at once, the client would see a reset instead. */
const DRAINED_WITHIN_MS = seconds(2);

/** @returns the refusal of a request whose address or header is too long; the framework renders no page for it */
export function findUnreadable({ method = '', url = '', rawHeaders, headers }: IncomingMessage) {
  if (`${method} ${url} HTTP/1.1`.length > MOST_LINE_BYTES) return 'request.address_too_long';
  const isLong = rawHeaders.some(
    (name, at) => at % 2 === 0 && `${name}: ${rawHeaders[at + 1]}`.length > MOST_LINE_BYTES,
  );
  return isLong || (headers.cookie ?? '').length > MOST_LINE_BYTES ? 'request.header_too_large' : undefined;
}

/** Answers such a request with a page in both languages. The rest of its body is not read. */
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
 * Answers what Node could not parse as a request, for which Node alone would send a bare status: a header longer than
 * MOST_HEADER_BYTES, a header that is not complete in time, and bytes that are no HTTP.
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
    // Behind a proxy this is the proxy's address: no header was read.
    const recorder = { log, metrics, requestId: reference, address: (socket as Socket).remoteAddress ?? null };
    recordSecurityEvent(recorder, 'request.refused', reason, { code, cause }, 'a request could not be read');
    writeUnreadable(socket, code, { reference, config });
  });
}

/** Writes such a response to a socket without a parsed request, and closes the socket. */
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

/** Whether the socket is sending a response, which Node keeps on it. A second response would be read as a part of the first. */
function isAnswerUnderWay(socket: Duplex): boolean {
  const { _httpMessage: answer } = socket as Duplex & { _httpMessage?: ServerResponse | null };
  return answer?.headersSent === true;
}
