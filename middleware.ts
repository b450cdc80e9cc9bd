import { type NextRequest, NextResponse } from 'next/server';
import { contentSecurityPolicy, newNonce } from '@/app/_web/content-security-policy';
import { LANGUAGE_COOKIE, languageIn } from '@/app/_web/language';
import { isLoginVisit, LOGIN_VISIT_COOKIE, LOGIN_VISIT_HEADER } from '@/app/_web/login-visit';
import { ONLY_BY_TLS, SECURITY_HEADERS } from '@/app/_web/security-headers';
import { VISIT_COOKIE, VISIT_COOKIE_SECONDS } from '@/app/_web/visit-cookie';
import { theRuntime } from '@/lib/runtime';

/**
 * Sets what every page needs before it is rendered: a nonce, the security headers, the language. No page is guarded
 * here: each asks for its own guard.
 */
export function middleware(request: NextRequest) {
  const { config } = theRuntime();
  const nonce = newNonce();
  const policy = contentSecurityPolicy(nonce, config);
  const chosen = languageIn(request.nextUrl.searchParams.get('lang'));
  const language = chosen ?? languageIn(request.cookies.get(LANGUAGE_COOKIE)?.value);

  const headers = new Headers(request.headers);
  headers.set('content-security-policy', policy);
  headers.set('x-portal-nonce', nonce);
  if (language) headers.set('x-portal-language', language);
  const brought = request.cookies.get(LOGIN_VISIT_COOKIE)?.value;
  const isNewAtLogin = !isLoginVisit(brought) && request.nextUrl.pathname === '/login';
  const loginVisit = isNewAtLogin ? newNonce() : brought;
  // In a header too, because the page that is rendered now knows nothing yet of a cookie that goes out with it.
  if (isLoginVisit(loginVisit)) headers.set(LOGIN_VISIT_HEADER, loginVisit);

  const response = NextResponse.next({ request: { headers } });
  const isSecure = config.origins[0]?.startsWith('https:') ?? false;
  if (chosen) {
    response.cookies.set(LANGUAGE_COOKIE, chosen, { path: '/', maxAge: 31_536_000, sameSite: 'lax', secure: isSecure });
  }
  if (request.nextUrl.pathname === '/campus' && !request.cookies.has(VISIT_COOKIE)) {
    response.cookies.set(VISIT_COOKIE, newNonce(), {
      path: '/campus',
      maxAge: VISIT_COOKIE_SECONDS,
      sameSite: 'lax',
      httpOnly: true,
      secure: isSecure,
    });
  }
  if (isNewAtLogin) {
    response.cookies.set(LOGIN_VISIT_COOKIE, loginVisit ?? '', {
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
