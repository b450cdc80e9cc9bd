import { NextResponse } from 'next/server';
import { currentMember } from '@/app/_web/current-member';
import { sessionEnd } from '@/lib/session/find-member';

/** Being asked is what keeps a session alive; this asks nothing else. */
export async function POST(): Promise<NextResponse> {
  const { found } = await currentMember();
  if (!found.ok) return NextResponse.json({}, { status: 403 });
  const { now, session } = found.value;
  return NextResponse.json({ endsInMs: sessionEnd(found.value, session).getTime() - now.getTime() });
}
