import { NextResponse } from 'next/server';

/** Leads a browser on after a form. A path, so that the address it leads to is always ours. @see RFC 9110 §15.4.4 */
export function seeOther(path: string): NextResponse {
  return new NextResponse(null, { status: 303, headers: { Location: path } });
}
