import { type NextRequest, NextResponse } from 'next/server';
import { currentContext, findCurrent } from '@/app/_web/current-member';
import { readForm } from '@/app/_web/read-form';
import { statusOf } from '@/app/_web/refusals';
import { refuseFormOfAnother } from '@/app/_web/refuse-form-of-another';
import { readSessionCookie } from '@/app/_web/session-cookie';
import { signOutResponse } from '@/app/_web/sign-out-response';
import { signOut } from '@/lib/sign-in/session/sign-out';

/**
 * Signs out. While a session is valid, the form must belong to its user. A session that has expired or is at another
 * address can always be signed out.
 */
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
