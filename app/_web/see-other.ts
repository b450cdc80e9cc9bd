import { type NextRequest, NextResponse } from 'next/server';
import { theRuntime } from '@/lib/runtime';

/** Leads a browser on after a form. A path, so that the address it leads to is always ours. @see RFC 9110 §15.4.4 */
export function seeOther(path: string): NextResponse {
  return new NextResponse(null, { status: 303, headers: { Location: path } });
}

/** Whether a form was sent from a page of ours. Programs, which send no Origin, have no session to be abused either. */
export function isFromOurPages(request: NextRequest): boolean {
  const origin = request.headers.get('origin');
  return origin === null || theRuntime().config.origins.includes(origin);
}
