import { NextResponse } from 'next/server';

export const dynamic = 'force-dynamic';

/** Liveness. Until the database is migrated and seeded, bin/server.ts responds with 503 instead. */
export async function GET(): Promise<NextResponse> {
  return new NextResponse('ok\n');
}
