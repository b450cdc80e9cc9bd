import type { IncomingMessage } from 'node:http';
import { BY_ITSELF } from '@/app/_web/by-itself';
import { newNonce } from '@/app/_web/content-security-policy';
import { refuseFormOrigin } from '@/app/_web/form-origin';
import { languageChosen } from '@/app/_web/language';
import type { RequestScope } from '@/app/_web/request-scope';
import { clientAddress, isTrustedProxy, type MalformedForwarding } from '@/lib/client-address/client-address';
import { isLoopback } from '@/lib/client-address/is-loopback';
import type { Config } from '@/lib/config/config';
import { newReference } from '@/lib/reference';
import type { RefusalCode } from '@/lib/refusal-codes';
import { isFrameworkRoute, isRouteHandler, pathForMailPrograms, takesForms, takesXml } from './framework-routes';
import { areSingle, namesOfQuery } from './judge-body';

/** No form of the portal is longer. A password of 512 bytes, twice and percent-encoded, takes a third of it. */
const MOST_BODY_BYTES = 16 * 1024;
const METHODS = new Set(['GET', 'HEAD', 'POST']);
/** Monitoring asks by IP address, not by name. */
const ANY_HOST = new Set(['/healthz', '/readyz', '/metrics']);

/** Headers that the framework and next-auth trust, and that only this server may set. */
const RESERVED_HEADERS =
  /^(x-forwarded-|forwarded$|x-real-ip$|x-middleware-|x-invoke-|x-matched-path$|x-portal-|x-nextjs-|x-auth-)/;

/**
 * Judges the head of a request before the framework parses it: the client's address, the host, the path, and whether a
 * form of the portal could have such a body. Headers that only this server may set are removed.
 *
 * @returns what is known of the request, with `refusal` when it must not reach the framework
 */
export function judgeRequest(
  request: IncomingMessage,
  config: Config,
  onMalformedForwarding?: (malformed: MalformedForwarding) => void,
): RequestScope {
  toOriginForm(request);
  toPathForMailPrograms(request);
  const url = isPath(request.url) ? request.url : '/';
  const peer = request.socket.remoteAddress ?? '';
  const forwardedFor = request.headers['x-forwarded-for'];
  const scope: RequestScope = {
    requestId: newReference(),
    isLocal: isLoopback(peer) && forwardedFor === undefined,
    isProxied: forwardedFor !== undefined && isTrustedProxy(peer, config.trustedProxies),
    host: request.headers.host?.toLowerCase() ?? '',
    url,
    userAgent: request.headers['user-agent'],
    isUnasked: isUnasked(request),
    isPageLoad: isPageLoad(request),
    nonce: newNonce(),
    language: languageChosen(url, request.headers.cookie),
    recorded: new Set(),
    clientAddress: clientAddress({
      peer,
      forwardedFor,
      trustedProxies: config.trustedProxies,
      onMalformed: onMalformedForwarding,
    }),
  };
  for (const name of Object.keys(request.headers)) {
    if (RESERVED_HEADERS.test(name)) delete request.headers[name];
  }

  const origin = config.origins.find((candidate) => new URL(candidate).host === scope.host);
  const path = request.url?.split('?', 1)[0] ?? '';
  const code =
    refusalOf(request, path, origin !== undefined || ANY_HOST.has(path) || isOfMailDomain(scope.host, path, config)) ??
    foreignForm(request, path, config) ??
    refuseFrameworkRoute(request, path, config);
  if (code) return { ...scope, refusal: { code } };

  request.headers['x-forwarded-proto'] = new URL(origin ?? config.origins[0] ?? 'http://localhost').protocol.slice(
    0,
    -1,
  );
  return scope;
}

/** Gives a path for mail programs the letter case by which the framework knows it. */
function toPathForMailPrograms(request: IncomingMessage): void {
  const [path = '', ...query] = request.url?.split('?') ?? [];
  const plain = pathForMailPrograms(path);
  if (plain) request.url = [plain, ...query].join('?');
}

/**
 * Whether the host is one at which mail programs look for the settings of a mail domain. It may be asked for them, and for
 * nothing else: its pages would have no session.
 *
 * @see draft-ietf-mailmaint-autoconfig §4.1, MS-OXDISCO §3.1.5.4
 */
function isOfMailDomain(host: string, path: string, { campus }: Config): boolean {
  if (!pathForMailPrograms(path)) return false;
  const domain = host.replace(/:\d+$/, '').replace(/^(autoconfig|autodiscover)\./, '');
  return campus.mailSystems.some((system) => system.domain === domain);
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
 * Whether a page sent the request without an act of its user: its event stream, the refresh after an event, or the
 * refresh without JavaScript. No link of the portal is followed by a script. A client that claims this falsely only
 * loses the extension of its session.
 */
function isUnasked({ method, headers, url = '' }: IncomingMessage): boolean {
  if (method !== 'GET') return false;
  return headers.accept === 'text/event-stream' || headers.rsc !== undefined || isByItself(url);
}

const isByItself = (url: string): boolean => url.endsWith(`?${BY_ITSELF}`) || url.endsWith(`&${BY_ITSELF}`);

/** Converts the absolute form of a request target, which overrides the Host header. @see RFC 9112 §3.2.2 */
function toOriginForm(request: IncomingMessage): void {
  const [, host, rest = ''] = /^https?:\/\/([^/?#]*)([^#]*)/i.exec(request.url ?? '') ?? [];
  if (host === undefined) return;
  request.headers.host = host;
  request.url = rest.startsWith('/') ? rest : `/${rest}`;
}

/**
 * Whether a request target is a path. `*` and the authority form (RFC 9112 §3.2.3, §3.2.4) are none. Neither is a target
 * that a browser would read as another server (`//x`, `/\x`, also with a tab between).
 */
export function isPath(url: string | undefined): url is string {
  return url !== undefined && /^\/(?![/\\])[^\t\r\n]*$/.test(url);
}

/** Whether a browser loads a document. It reads headers that the framework hides from the middleware. */
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

/** Whether each parameter has one value, in valid UTF-8, so that every reader finds the same value. */
function isPlainQuery(query: string): boolean {
  const names = namesOfQuery(query);
  return names !== undefined && areSingle(names);
}

/**
 * Refuses a form from another site. The campus system may post a link to `/campus/enter`, and any program may ask for the
 * settings of a mail domain: that changes nothing, and reads no session.
 */
function foreignForm(request: IncomingMessage, path: string, config: Config): RefusalCode | undefined {
  if (request.method !== 'POST' || path === '/campus/enter' || takesXml(path)) return undefined;
  const { origin, referer, 'sec-fetch-site': site } = request.headers;
  return refuseFormOrigin({ origin, site: String(site ?? ''), referer }, config.origins);
}

/** Refuses paths at which only the framework would act or answer. */
function refuseFrameworkRoute(
  { method, headers }: IncomingMessage,
  path: string,
  config: Config,
): RefusalCode | undefined {
  const isTaken = takesForms(path) || (takesXml(path) && headers['next-action'] === undefined);
  if (method === 'POST' && !isTaken) return 'request.malformed';
  // The framework forwards an action to its page by a request of its own, which would come from this server's address.
  if (headers['x-action-forwarded'] !== undefined) return 'request.malformed';
  return !config.isDevelopment && isFrameworkRoute(path) ? 'page.not_found' : undefined;
}
