import type { NextResponse } from 'next/server';
import { currentContext } from '@/app/_web/current-member';
import { farewell } from '@/app/_web/farewell';
import { readSessionCookie } from '@/app/_web/session-cookie';
import { signOut } from '@/lib/session/sign-out';

export async function POST(): Promise<NextResponse> {
  return farewell(await signOut(currentContext(), await readSessionCookie()));
}
