import type { IncomingMessage, ServerResponse } from 'node:http';
import { contentSecurityPolicy } from '@/app/_web/content-security-policy';
import type { RequestScope } from '@/app/_web/request-scope';
import { ONLY_BY_TLS, SECURITY_HEADERS } from '@/app/_web/security-headers';
import type { Runtime } from '@/lib/runtime/runtime';

/** The framework's static files are public and have a content hash in their name. The mark sets headers of its own. */
const IS_FILE = /^\/(_next\/static\/|favicon\.ico$|mark\.svg$)/;

/**
 * Sets the security headers of a response before the framework renders it, also of a redirect and of a route handler. The
 * framework reads the nonce from the policy in the header of the request.
 *
 * The middleware could set them too, but to pass through it costs a request a millisecond (docs/performance.md).
 */
export function setPageHeaders(
  request: IncomingMessage,
  response: ServerResponse,
  { nonce, host }: Pick<RequestScope, 'nonce' | 'host'>,
  config: Runtime['config'],
): void {
  const path = request.url?.split('?', 1)[0] ?? '';
  if (IS_FILE.test(path)) return;
  const policy = contentSecurityPolicy(nonce, config);
  request.headers['content-security-policy'] = policy;
  response.setHeader('Content-Security-Policy', policy);
  for (const [name, value] of SECURITY_HEADERS) response.setHeader(name, value);
  // Never for a mail domain's own host, at which mail programs ask for settings: other services of that host may need http.
  if (config.origins.some((origin) => origin === `https://${host}`)) response.setHeader(...ONLY_BY_TLS);
  // Only the public keys may be cached; all else is personal. A proxy that compresses an event stream would buffer it.
  if (path.endsWith('/events')) response.setHeader('Cache-Control', 'no-store, no-transform');
  else if (path !== '/.well-known/portal-keys.json') response.setHeader('Cache-Control', 'no-store');
}
