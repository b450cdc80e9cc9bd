import { type NextRequest, NextResponse } from 'next/server';
import { currentContext } from '@/app/_web/current-member';
import { readForm } from '@/app/_web/read-form';
import { seeOther } from '@/app/_web/see-other';
import { readSessionCookie } from '@/app/_web/session-cookie';
import { confirmSessionAddress } from '@/lib/session/confirm-session-address';
import { isOwnerOfSession } from '@/lib/session/form-owner';

/** The home page says what became of it: it is shown, or refused as before. The form of another session confirms nothing. */
export async function POST(request: NextRequest): Promise<NextResponse> {
  const { owner } = (await readForm(request)) ?? {};
  if (owner === undefined) return new NextResponse(null, { status: 400 });
  const [ctx, sessionId] = [currentContext(), await readSessionCookie()];
  if (sessionId && isOwnerOfSession(ctx, sessionId, owner)) await confirmSessionAddress(ctx, sessionId);
  return seeOther('/');
}
