import { type NextRequest, NextResponse } from 'next/server';
import { currentContext, findCurrent } from '@/app/_web/current-member';
import { readForm } from '@/app/_web/read-form';
import { statusOf } from '@/app/_web/refusals';
import { refuseFormOfAnother } from '@/app/_web/refuse-form-of-another';
import { readSessionCookie } from '@/app/_web/session-cookie';
import { signOutResponse } from '@/app/_web/sign-out-response';
import { signOut } from '@/lib/sign-in/session/sign-out';

/** Whose the form is matters as long as somebody is signed in; a session that is over, or at another address, may always be left. */
export async function POST(request: NextRequest): Promise<NextResponse> {
  const found = await findCurrent({ isUnasked: true });
  if (found.ok) {
    const { owner } = (await readForm(request)) ?? {};
    if (owner === undefined) return new NextResponse(null, { status: 400 });
    const foreign = await refuseFormOfAnother(found.value, owner);
    if (foreign) return new NextResponse(null, { status: statusOf(foreign.code) });
  }
  return signOutResponse(await signOut(currentContext(), await readSessionCookie()));
}
