import { type NextRequest, NextResponse } from 'next/server';
import { maySeeDetails } from '@/app/_web/may-see-details';
import { theRuntime } from '@/lib/runtime/runtime';

export const dynamic = 'force-dynamic';

/** The metrics in Prometheus text format. 404 for a client that may not see details. */
export async function GET(request: NextRequest): Promise<NextResponse> {
  if (!maySeeDetails(request)) return new NextResponse(null, { status: 404 });
  return new NextResponse(await theRuntime().metrics.text(), {
    headers: { 'Content-Type': 'text/plain; version=0.0.4' },
  });
}
