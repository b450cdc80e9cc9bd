import type { NextResponse } from 'next/server';
import { campusLogoutUrl } from '@/app/_web/campus-system-url';
import { currentContext } from '@/app/_web/current-member';
import { seeOther } from '@/app/_web/see-other';
import { dropSessionCookie, readSessionCookie } from '@/app/_web/session-cookie';
import { theRuntime } from '@/lib/runtime';
import { signOut } from '@/lib/session/sign-out';

export async function POST(): Promise<NextResponse> {
  const next = await signOut(currentContext(), await readSessionCookie());
  await dropSessionCookie();
  const response = seeOther(addressOf(next));
  response.headers.set('Clear-Site-Data', '"cache"');
  return response;
}

function addressOf(next: Awaited<ReturnType<typeof signOut>>): string {
  if (next === 'campus_system') return campusLogoutUrl(theRuntime().config);
  return next === 'login' ? '/login?signed-out=1' : '/';
}
