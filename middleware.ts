import { type NextRequest, NextResponse } from 'next/server';
import { contentSecurityPolicy, newNonce } from '@/app/_web/content-security-policy';
import { LANGUAGE_COOKIE, languageIn } from '@/app/_web/language';
import { LOGIN_VISIT_HEADER, loginVisitCookies, loginVisitsIn, NEW_LOGIN_VISIT_HEADER } from '@/app/_web/login-visit';
import { requestScope } from '@/app/_web/request-scope';
import { ONLY_BY_TLS, SECURITY_HEADERS } from '@/app/_web/security-headers';
import { VISIT_COOKIE, visitCookieOptions } from '@/app/_web/visit-cookie';
import { theRuntime } from '@/lib/runtime/runtime';

/**
 * Sets what every page needs before it is rendered: a nonce, the security headers, the language. No page is guarded
 * here: each asks for its own guard.
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
  const brought = loginVisitsIn(request.cookies.getAll());
  const { isPageLoad } = requestScope();
  const isNewAtLogin = isPageLoad && request.nextUrl.pathname === '/login' && brought.length === 0;
  const newLoginVisit = newNonce();
  if (brought.length > 0) headers.set(LOGIN_VISIT_HEADER, brought.join(' '));
  // In a header too, because the page that is rendered now knows nothing yet of a cookie that goes out with it.
  if (isNewAtLogin) headers.set(NEW_LOGIN_VISIT_HEADER, newLoginVisit);

  const response = NextResponse.next({ request: { headers } });
  const isSecure = config.origins[0]?.startsWith('https:') ?? false;
  if (chosen && chosen !== kept && isPageLoad) {
    response.cookies.set(LANGUAGE_COOKIE, chosen, { path: '/', maxAge: 31_536_000, sameSite: 'lax', secure: isSecure });
  }
  if (request.nextUrl.pathname === '/campus' && isPageLoad) {
    // Given anew each time, so that it outlives every link that was opened.
    response.cookies.set(VISIT_COOKIE, request.cookies.get(VISIT_COOKIE)?.value ?? newNonce(), visitCookieOptions());
  }
  for (const name of isNewAtLogin ? loginVisitCookies(newLoginVisit) : []) {
    response.cookies.set(name, newLoginVisit, {
      path: '/',
      sameSite: 'lax',
      httpOnly: true,
      secure: isSecure,
    });
  }
  response.headers.set('Content-Security-Policy', policy);
  // The public keys are everybody's; all else is somebody's own. What compresses a stream of events holds it back.
  if (request.nextUrl.pathname.endsWith('/events')) response.headers.set('Cache-Control', 'no-store, no-transform');
  else if (request.nextUrl.pathname !== '/.well-known/portal-keys.json')
    response.headers.set('Cache-Control', 'no-store');
  for (const [name, value] of SECURITY_HEADERS) response.headers.set(name, value);
  if (isSecure) response.headers.set(...ONLY_BY_TLS);
  return response;
}

export const config = {
  runtime: 'nodejs',
  // The framework's own files carry a hash in their name and are the same for everybody.
  matcher: '/((?!_next/static|favicon.ico|icon.svg).*)',
};
