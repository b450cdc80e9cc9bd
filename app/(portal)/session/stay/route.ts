import { type NextRequest, NextResponse } from 'next/server';
import { memberOfForm } from '@/app/_web/member-of-form';
import { readForm } from '@/app/_web/read-form';
import { statusOf } from '@/app/_web/refusals';
import { absoluteEnd, sessionEnd } from '@/lib/sign-in/session/find-member';

/**
 * Extends the session: any request by the user does, and this one does nothing else. The page of another user does not.
 */
export async function POST(request: NextRequest): Promise<NextResponse> {
  const { owner } = (await readForm(request)) ?? {};
  if (owner === undefined) return new NextResponse(null, { status: 400 });
  const found = await memberOfForm(owner);
  if (!found.ok) return NextResponse.json({}, { status: statusOf(found.code) });
  const { now, session } = found.value;
  const end = sessionEnd(found.value, session);
  const canStay = end < absoluteEnd(found.value, session);
  return NextResponse.json({ endsInMs: end.getTime() - now.getTime(), canStay });
}
