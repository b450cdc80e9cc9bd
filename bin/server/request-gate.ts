import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { BY_ITSELF } from '@/app/_web/by-itself';
import { refuseFormOrigin } from '@/app/_web/form-origin';
import type { RequestScope } from '@/app/_web/request-scope';
import { clientAddress, type MalformedForwarding } from '@/lib/client-address/client-address';
import { isLoopback } from '@/lib/client-address/is-loopback';
import type { Config } from '@/lib/config/config';
import type { RefusalCode } from '@/lib/refusal-codes';
import { isFrameworkRoute, isRouteHandler, takesForms } from './framework-routes';
import { areSingle, namesOfQuery } from './judge-body';

/** No form of the portal is longer; a password of 512 bytes, twice and percent-encoded, fits three times. */
const MOST_BODY_BYTES = 16 * 1024;
const METHODS = new Set(['GET', 'HEAD', 'POST']);
/** Monitoring asks by address, not by name. */
const ANY_HOST = new Set(['/healthz', '/readyz', '/metrics']);

/** What the framework and next-auth would believe, and only this server may say. */
const OURS_ALONE =
  /^(x-forwarded-|forwarded$|x-real-ip$|x-middleware-|x-invoke-|x-matched-path$|x-portal-|x-nextjs-|x-auth-)/;

/**
 * The first look at a request, before the framework parses anything of it: who asks, in whose name we answer, and
 * whether its body is one that a form of ours could have sent.
 */
export function judgeRequest(
  request: IncomingMessage,
  config: Config,
  onMalformedForwarding?: (malformed: MalformedForwarding) => void,
): RequestScope {
  toOriginForm(request);
  const scope: RequestScope = {
    requestId: newReference(),
    isLocal: isLoopback(request.socket.remoteAddress ?? '') && request.headers['x-forwarded-for'] === undefined,
    host: request.headers.host?.toLowerCase() ?? '',
    url: isPath(request.url) ? request.url : '/',
    userAgent: request.headers['user-agent'],
    isUnasked: isUnasked(request),
    isPageLoad: isPageLoad(request),
    recorded: new Set(),
    clientAddress: clientAddress({
      peer: request.socket.remoteAddress ?? '',
      forwardedFor: request.headers['x-forwarded-for'],
      trustedProxies: config.trustedProxies,
      onMalformed: onMalformedForwarding,
    }),
  };
  for (const name of Object.keys(request.headers)) {
    if (OURS_ALONE.test(name)) delete request.headers[name];
  }

  const origin = config.origins.find((candidate) => new URL(candidate).host === scope.host);
  const path = request.url?.split('?', 1)[0] ?? '';
  const code =
    refusalOf(request, path, origin !== undefined || ANY_HOST.has(path)) ??
    foreignForm(request, path, config) ??
    sideDoor(request, path, config);
  if (code) return { ...scope, refusal: { code } };

  request.headers['x-forwarded-proto'] = new URL(origin ?? config.origins[0] ?? 'http://localhost').protocol.slice(
    0,
    -1,
  );
  return scope;
}

function refusalOf(request: IncomingMessage, path: string, isOurHost: boolean): RefusalCode | undefined {
  const { headers, method } = request;
  if (!isOurHost) return 'request.wrong_host';
  if (!METHODS.has(method ?? '')) return 'request.malformed';
  if (!isPath(request.url) || !isDecodable(path)) return 'request.malformed';
  if (!isPlainQuery(request.url.slice(path.length + 1))) return 'request.malformed';
  if (headers['content-encoding']) return 'request.malformed';
  if (headers['transfer-encoding']) return 'request.length_required';
  if (Number(headers['content-length'] ?? 0) > MOST_BODY_BYTES) return 'request.too_large';
  return undefined;
}

/**
 * Whether a page asks by itself, as by its stream of events, the refresh that follows one, or the one without
 * JavaScript. No link of the portal is followed by script. Who says so untruly loses what they could have: time.
 */
function isUnasked({ method, headers, url = '' }: IncomingMessage): boolean {
  if (method !== 'GET') return false;
  return headers.accept === 'text/event-stream' || headers.rsc !== undefined || url.endsWith(`?${BY_ITSELF}`);
}

/** A client may ask as it would ask a proxy; then the address, not its Host, says whom. @see RFC 9112 §3.2.2 */
function toOriginForm(request: IncomingMessage): void {
  const [, host, rest = ''] = /^https?:\/\/([^/?#]*)([^#]*)/i.exec(request.url ?? '') ?? [];
  if (host === undefined) return;
  request.headers.host = host;
  request.url = rest.startsWith('/') ? rest : `/${rest}`;
}

/**
 * `*` and the name of another server (RFC 9112 §3.2.3, §3.2.4) are none, nor is what a browser would read as one (`//x`,
 * `/\x`, also with a tab between).
 */
export function isPath(url: string | undefined): url is string {
  return url !== undefined && /^\/(?![/\\])[^\t\r\n]*$/.test(url);
}

/** The framework hides its own headers from the middleware, so they are read here. */
function isPageLoad({ method, headers, url = '' }: Pick<IncomingMessage, 'method' | 'headers' | 'url'>): boolean {
  const isByFramework = ['rsc', 'next-action', 'next-router-prefetch'].some((name) => headers[name] !== undefined);
  const isDocument = (headers['sec-fetch-dest'] ?? 'document') === 'document';
  return method === 'GET' && isDocument && !isByFramework && !isRouteHandler(url.split('?', 1)[0] ?? '');
}

function isDecodable(path: string): boolean {
  try {
    return decodeURIComponent(path) !== '';
  } catch {
    return false;
  }
}

/** One value for each parameter, all in UTF-8: nothing chooses between two answers. */
function isPlainQuery(query: string): boolean {
  const names = namesOfQuery(query);
  return names !== undefined && areSingle(names);
}

/** A form of another site has no business here, but for the campus system's, which hands over a link. */
function foreignForm(request: IncomingMessage, path: string, config: Config): RefusalCode | undefined {
  if (request.method !== 'POST' || path === '/campus/enter') return undefined;
  const { origin, 'sec-fetch-site': site } = request.headers;
  return refuseFormOrigin({ origin, site: String(site ?? '') }, config.origins);
}

/** What the framework would answer, or do, at a path where nothing of the portal is. */
function sideDoor({ method, headers }: IncomingMessage, path: string, config: Config): RefusalCode | undefined {
  if (method === 'POST' && !takesForms(path)) return 'request.malformed';
  // The framework sends an action on to the page that has it, in a request of its own that comes from our own address.
  if (headers['x-action-forwarded'] !== undefined) return 'request.malformed';
  return !config.isDevelopment && isFrameworkRoute(path) ? 'page.not_found' : undefined;
}

/** Eight characters that can be read out on the phone: no 0, 1, I, L, O, U. */
export function newReference(): string {
  const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
  const letters = [...randomBytes(8)].map((byte) => alphabet[byte % alphabet.length]);
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`;
}
