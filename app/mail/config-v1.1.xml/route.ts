import type { NextRequest, NextResponse } from 'next/server';
import { answerAutoconfig } from '@/app/_web/answer-autoconfig';

export const dynamic = 'force-dynamic';

/** Thunderbird's first question, at the host autoconfig.<domain>. @see https://wiki.mozilla.org/Thunderbird:Autoconfiguration */
export function GET(request: NextRequest): NextResponse {
  return answerAutoconfig(request);
}
