import { type NextRequest, NextResponse } from 'next/server';
import { currentContext } from '@/app/_web/current-member';
import { maySeeDetails } from '@/app/_web/may-see-details';
import { checkReadiness } from '@/lib/health/check-readiness';

export const dynamic = 'force-dynamic';

/** Readiness: 200 or 503. The response lists the failed parts only if the client may see details. */
export async function GET(request: NextRequest): Promise<NextResponse> {
  const { ready, parts } = await checkReadiness(currentContext());
  return NextResponse.json(maySeeDetails(request) ? { ready, parts } : { ready }, { status: ready ? 200 : 503 });
}
