import type { NextRequest, NextResponse } from 'next/server';
import { answered } from '@/app/_web/answered';
import { xmlAnswer } from '@/app/_web/xml-answer';
import {
  type AutodiscoverRequest,
  autodiscover,
  readAutodiscoverRequest,
} from '@/lib/mailbox/mail-settings/autodiscover';
import { theRuntime } from '@/lib/runtime/runtime';

export const dynamic = 'force-dynamic';

/** Outlook's question. Faults are part of the answer, whose status is 200. @see MS-OXDSCLI */
export function POST(request: NextRequest): Promise<NextResponse> {
  return answered(async () => answer(readAutodiscoverRequest(await request.text())));
}

/** For programs that ask without a body, with the address in the query. */
export function GET({ nextUrl }: NextRequest): NextResponse {
  const address = nextUrl.searchParams.get('emailaddress');
  return answer(address === null ? undefined : { address });
}

function answer(request: AutodiscoverRequest | undefined): NextResponse {
  const { config, clock } = theRuntime();
  return xmlAnswer(autodiscover(config.campus, request, clock()));
}
