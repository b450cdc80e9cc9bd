import { type NextRequest, NextResponse } from 'next/server';
import { currentContext } from '@/app/_web/current-member';
import { maySeeDetails } from '@/app/_web/may-see-details';
import { checkReadiness } from '@/lib/health/check-readiness';

export const dynamic = 'force-dynamic';

/** Whether it can serve; who may see details is told what is down. */
export async function GET(request: NextRequest): Promise<NextResponse> {
  const { ready, parts } = await checkReadiness(currentContext());
  return NextResponse.json(maySeeDetails(request) ? { ready, parts } : { ready }, { status: ready ? 200 : 503 });
}
