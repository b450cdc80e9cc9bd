import { NextResponse } from 'next/server';

export const dynamic = 'force-dynamic';

/** Alive. Before the database is migrated and filled bin/server.ts answers 503 in its place. */
export async function GET(): Promise<NextResponse> {
  return new NextResponse('ok\n');
}
