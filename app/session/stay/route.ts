import { type NextRequest, NextResponse } from 'next/server';
import { currentMember } from '@/app/_web/current-member';
import { isFromOurPages } from '@/app/_web/see-other';
import { sessionEnd } from '@/lib/session/find-member';

/** Being asked is what keeps a session alive; this asks nothing else. */
export async function POST(request: NextRequest): Promise<NextResponse> {
  const { found } = await currentMember();
  if (!found.ok || !isFromOurPages(request)) return NextResponse.json({}, { status: 403 });
  const { now, session } = found.value;
  return NextResponse.json({ endsInMs: sessionEnd(found.value, session).getTime() - now.getTime() });
}
