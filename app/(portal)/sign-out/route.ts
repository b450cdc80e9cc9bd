import { type NextRequest, NextResponse } from 'next/server';
import { currentContext, findCurrent } from '@/app/_web/current-member';
import { readForm } from '@/app/_web/read-form';
import { statusOf } from '@/app/_web/refusals';
import { refuseFormOfAnother, refuseFormOfAnotherSession } from '@/app/_web/refuse-form-of-another';
import { readSessionCookie } from '@/app/_web/session-cookie';
import { signOutResponse } from '@/app/_web/sign-out-response';
import { signOut } from '@/lib/sign-in/session/sign-out';

/**
 * Signs out. The form must belong to the person of the session, also where the session has expired or is at another
 * address.
 */
export async function POST(request: NextRequest): Promise<NextResponse> {
  const found = await findCurrent({ isUnasked: true });
  const { owner } = (await readForm(request)) ?? {};
  if (found.ok && owner === undefined) return new NextResponse(null, { status: 400 });
  const [ctx, sessionId] = [currentContext(), await readSessionCookie()];
  const foreign = found.ok
    ? await refuseFormOfAnother(found.value, owner ?? '')
    : await refuseFormOfAnotherSession(ctx, sessionId, owner ?? '');
  if (foreign) return new NextResponse(null, { status: statusOf(foreign.code) });
  return signOutResponse(await signOut(ctx, sessionId));
}
