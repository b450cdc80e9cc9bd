import type { NextResponse } from 'next/server';
import { currentContext } from '@/app/_web/current-member';
import { seeOther } from '@/app/_web/see-other';
import { readSessionCookie } from '@/app/_web/session-cookie';
import { confirmSessionAddress } from '@/lib/session/confirm-session-address';

/** The home page says what became of it: it is shown, or refused as before. */
export async function POST(): Promise<NextResponse> {
  await confirmSessionAddress(currentContext(), await readSessionCookie());
  return seeOther('/');
}
