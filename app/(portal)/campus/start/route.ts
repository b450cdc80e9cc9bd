import { type NextRequest, NextResponse } from 'next/server';
import { campusSystemUrl } from '@/app/_web/campus-system-url';
import { RETURN_COOKIE, RETURN_COOKIE_SECONDS, returnPath } from '@/app/_web/return-path';
import { isSecureSite } from '@/app/_web/session-cookie';
import { theRuntime } from '@/lib/runtime/runtime';

/**
 * Redirects to the campus system, and keeps the return path `?then=` in a cookie until the campus link arrives, because
 * the campus system does not pass it through.
 */
export function GET(request: NextRequest): NextResponse {
  const { config } = theRuntime();
  const response = new NextResponse(null, { status: 302, headers: { Location: campusSystemUrl(config) } });
  response.cookies.set(RETURN_COOKIE, returnPath(request.nextUrl.searchParams.get('then')), {
    path: '/campus',
    maxAge: RETURN_COOKIE_SECONDS,
    sameSite: 'lax',
    httpOnly: true,
    secure: isSecureSite(),
  });
  return response;
}
