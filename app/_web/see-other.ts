import { NextResponse } from 'next/server';

/** Redirects after a form. Location is a path, so the target is always the same origin. @see RFC 9110 §15.4.4 */
export function seeOther(path: string): NextResponse {
  return new NextResponse(null, { status: 303, headers: { Location: path } });
}
