import type { NextRequest, NextResponse } from 'next/server';
import { answerAutoconfig } from '@/app/_web/answer-autoconfig';

export const dynamic = 'force-dynamic';

/** Thunderbird's second question, at a mail domain's own host. @see https://wiki.mozilla.org/Thunderbird:Autoconfiguration */
export function GET(request: NextRequest): NextResponse {
  return answerAutoconfig(request);
}
