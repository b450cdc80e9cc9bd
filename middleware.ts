import { type NextRequest, NextResponse } from 'next/server';
import { newNonce } from '@/app/_web/content-security-policy';
import { LANGUAGE_COOKIE, languageIn } from '@/app/_web/language';
import { loginVisitCookies, loginVisitsIn } from '@/app/_web/login-visit';
import { requestScope } from '@/app/_web/request-scope';
import { isSecureSite } from '@/app/_web/session-cookie';
import { VISIT_COOKIE, visitCookieOptions } from '@/app/_web/visit-cookie';

/**
 * Sets the cookies of a page load, because a page cannot set any while it is rendered. It authorizes nothing: each page
 * calls its own guard. The headers of a page are set by bin/server/page-headers.ts.
 */
export function middleware(request: NextRequest) {
  const response = NextResponse.next();
  const scope = requestScope();
  if (!scope.isPageLoad) return response;
  const { nextUrl, cookies } = request;

  const chosen = languageIn(nextUrl.searchParams.get('lang'));
  if (chosen && chosen !== languageIn(cookies.get(LANGUAGE_COOKIE)?.value)) {
    const options = { path: '/', maxAge: 31_536_000, sameSite: 'lax', secure: isSecureSite() } as const;
    response.cookies.set(LANGUAGE_COOKIE, chosen, options);
  }
  if (nextUrl.pathname === '/campus') {
    // Renewed on each request, so that it expires later than any link that was opened.
    response.cookies.set(VISIT_COOKIE, cookies.get(VISIT_COOKIE)?.value ?? newNonce(), visitCookieOptions());
  }
  if (nextUrl.pathname === '/login' && loginVisitsIn(cookies.getAll()).length === 0) {
    scope.newLoginVisit = newNonce();
    const options = { path: '/', sameSite: 'lax', httpOnly: true, secure: isSecureSite() } as const;
    for (const name of loginVisitCookies(scope.newLoginVisit)) response.cookies.set(name, scope.newLoginVisit, options);
  }
  return response;
}

/** Only pages that set a cookie: every other request is spared the costs (docs/performance.md). */
export const config = {
  runtime: 'nodejs',
  matcher: ['/login', '/campus', { source: '/(.*)', has: [{ type: 'query', key: 'lang' }] }],
};
