import { type NextRequest, NextResponse } from 'next/server';
import { currentMember } from '@/app/_web/current-member';
import { readForm } from '@/app/_web/read-form';
import { sessionEnd } from '@/lib/session/find-member';
import { isOwner } from '@/lib/session/form-owner';

/** Being asked is what keeps a session alive; this asks nothing else. The page of another person keeps none alive. */
export async function POST(request: NextRequest): Promise<NextResponse> {
  const { owner } = (await readForm(request)) ?? {};
  if (owner === undefined) return new NextResponse(null, { status: 400 });
  const { found } = await currentMember();
  if (!found.ok || !isOwner(found.value, owner)) return NextResponse.json({}, { status: 403 });
  const { now, session } = found.value;
  return NextResponse.json({ endsInMs: sessionEnd(found.value, session).getTime() - now.getTime() });
}
