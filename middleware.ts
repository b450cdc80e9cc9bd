import { type NextRequest, NextResponse } from 'next/server';
import { contentSecurityPolicy, newNonce } from '@/app/_web/content-security-policy';
import { LANGUAGE_COOKIE, languageIn } from '@/app/_web/language';
import { LOGIN_VISIT_HEADER, loginVisitCookies, loginVisitsIn, NEW_LOGIN_VISIT_HEADER } from '@/app/_web/login-visit';
import { requestScope } from '@/app/_web/request-scope';
import { ONLY_BY_TLS, SECURITY_HEADERS } from '@/app/_web/security-headers';
import { VISIT_COOKIE, visitCookieOptions } from '@/app/_web/visit-cookie';
import { theRuntime } from '@/lib/runtime/runtime';

/**
 * Sets the nonce, the security headers and the language before a page is rendered. It authorizes nothing: each page
 * calls its own guard.
 */
export function middleware(request: NextRequest) {
  const { config } = theRuntime();
  const nonce = newNonce();
  const policy = contentSecurityPolicy(nonce, config);
  const chosen = languageIn(request.nextUrl.searchParams.get('lang'));
  const kept = languageIn(request.cookies.get(LANGUAGE_COOKIE)?.value);
  const language = chosen ?? kept;

  const headers = new Headers(request.headers);
  headers.set('content-security-policy', policy);
  headers.set('x-portal-nonce', nonce);
  if (language) headers.set('x-portal-language', language);
  const loginVisits = loginVisitsIn(request.cookies.getAll());
  const { isPageLoad } = requestScope();
  const needsLoginVisit = isPageLoad && request.nextUrl.pathname === '/login' && loginVisits.length === 0;
  const newLoginVisit = newNonce();
  if (loginVisits.length > 0) headers.set(LOGIN_VISIT_HEADER, loginVisits.join(' '));
  // Also in a request header, because the page rendered for this request cannot read a cookie that its response sets.
  if (needsLoginVisit) headers.set(NEW_LOGIN_VISIT_HEADER, newLoginVisit);

  const response = NextResponse.next({ request: { headers } });
  const isSecure = config.origins[0]?.startsWith('https:') ?? false;
  if (chosen && chosen !== kept && isPageLoad) {
    response.cookies.set(LANGUAGE_COOKIE, chosen, { path: '/', maxAge: 31_536_000, sameSite: 'lax', secure: isSecure });
  }
  if (request.nextUrl.pathname === '/campus' && isPageLoad) {
    // Renewed on each request, so that it expires later than any link that was opened.
    response.cookies.set(VISIT_COOKIE, request.cookies.get(VISIT_COOKIE)?.value ?? newNonce(), visitCookieOptions());
  }
  for (const name of needsLoginVisit ? loginVisitCookies(newLoginVisit) : []) {
    response.cookies.set(name, newLoginVisit, {
      path: '/',
      sameSite: 'lax',
      httpOnly: true,
      secure: isSecure,
    });
  }
  response.headers.set('Content-Security-Policy', policy);
  // Only the public keys may be cached; all else is personal. A proxy that compresses an event stream would buffer it.
  if (request.nextUrl.pathname.endsWith('/events')) response.headers.set('Cache-Control', 'no-store, no-transform');
  else if (request.nextUrl.pathname !== '/.well-known/portal-keys.json')
    response.headers.set('Cache-Control', 'no-store');
  for (const [name, value] of SECURITY_HEADERS) response.headers.set(name, value);
  // Never for a mail domain's own host, at which mail programs ask for settings: other services of that host may need http.
  if (isSecure && isOurHost(config.origins)) response.headers.set(...ONLY_BY_TLS);
  return response;
}

function isOurHost(origins: readonly string[]): boolean {
  const { host } = requestScope();
  return origins.some((origin) => new URL(origin).host === host);
}

export const config = {
  runtime: 'nodejs',
  // The framework's static files are public and have a content hash in their name. The mark sets headers of its own.
  matcher: '/((?!_next/static|favicon.ico|mark.svg).*)',
};
