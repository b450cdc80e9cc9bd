import type { NextResponse } from 'next/server';
import { theRuntime } from '@/lib/runtime';
import { campusLogoutUrl } from './campus-system-url';
import { seeOther } from './see-other';
import { dropSessionCookie } from './session-cookie';

/** The answer to whoever has signed out: nothing of theirs is left in the browser, and a campus session ends there too. */
export async function farewell(next: 'campus_system' | 'home'): Promise<NextResponse> {
  await dropSessionCookie();
  const response = seeOther(next === 'campus_system' ? campusLogoutUrl(theRuntime().config) : '/');
  response.headers.set('Clear-Site-Data', '"cache"');
  return response;
}
