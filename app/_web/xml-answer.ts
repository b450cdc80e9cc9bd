import { NextResponse } from 'next/server';

/** A document for a mail program. It may name the address that was asked for, so no cache keeps it. */
export function xmlAnswer(xml: string): NextResponse {
  return new NextResponse(xml, {
    headers: { 'Content-Type': 'application/xml; charset=utf-8', 'Cache-Control': 'no-store' },
  });
}
