import { NextResponse } from 'next/server';
import { theRuntime } from '@/lib/runtime/runtime';

export const dynamic = 'force-dynamic';

/** The public keys to which the campus system encrypts its links. @see RFC 7517 (JWKS), docs/campus-link.md */
export async function GET(): Promise<NextResponse> {
  const keys = await theRuntime().portalKeyring.publicKeys();
  return NextResponse.json(keys, {
    headers: { 'Content-Type': 'application/jwk-set+json', 'Cache-Control': 'public, max-age=300' },
  });
}
