import { type NextRequest, NextResponse } from 'next/server';
import { currentContext } from '@/app/_web/current-member';
import { memberOfForm } from '@/app/_web/member-of-form';
import { readForm } from '@/app/_web/read-form';
import { statusOf } from '@/app/_web/refusals';
import { returnPath } from '@/app/_web/return-path';
import { seeOther } from '@/app/_web/see-other';
import { readSessionCookie } from '@/app/_web/session-cookie';
import { confirmSessionAddress } from '@/lib/sign-in/session/confirm-session-address';
import { isOwnerOfSession } from '@/lib/sign-in/session/form-owner';

/**
 * Confirms the session at a changed client address and redirects to the requested page, which is shown or refused as
 * before. A form of another session confirms nothing.
 */
export async function POST(request: NextRequest): Promise<NextResponse> {
  const { owner, then } = (await readForm(request)) ?? {};
  if (owner === undefined) return new NextResponse(null, { status: 400 });
  const [ctx, sessionId] = [currentContext(), await readSessionCookie()];
  if (sessionId && isOwnerOfSession(ctx, sessionId, owner)) await confirmSessionAddress(ctx, sessionId);
  else {
    const found = await memberOfForm(owner);
    if (!found.ok && found.code === 'session.someone_else')
      return new NextResponse(null, { status: statusOf(found.code) });
  }
  return seeOther(returnPath(then));
}
