import type { NextResponse } from 'next/server';
import { theRuntime } from '@/lib/runtime/runtime';
import type { WhereTo } from '@/lib/sign-in/session/sign-out';
import { campusLogoutUrl } from './campus-system-url';
import { seeOther } from './see-other';
import { dropSessionCookie } from './session-cookie';

/**
 * Removes the cookie, clears the browser's cache, and redirects; a campus session is also signed out at the campus
 * system.
 */
export async function signOutResponse(next: WhereTo): Promise<NextResponse> {
  await dropSessionCookie();
  const response = seeOther(addressOf(next));
  response.headers.set('Clear-Site-Data', '"cache"');
  return response;
}

function addressOf(next: WhereTo): string {
  if (next === 'campus_system') return campusLogoutUrl(theRuntime().config);
  return next === 'login' ? '/login?signed-out=1' : '/';
}
