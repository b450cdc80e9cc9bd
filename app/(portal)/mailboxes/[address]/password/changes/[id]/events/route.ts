import { type NextRequest, NextResponse } from 'next/server';
import { answered } from '@/app/_web/answered';
import { currentMember } from '@/app/_web/current-member';
import { eventStream } from '@/app/_web/event-stream';
import { retryAfterSecondsOf, statusOf } from '@/app/_web/refusals';
import { findOwnMailbox } from '@/lib/mailbox/find-own-mailbox';
import { followProgress } from '@/lib/password/receipt/follow-progress';
import type { RefusalCode } from '@/lib/refusal-codes';

/** Streams an event whenever the receipt has changed. Authorized like the receipt, and again at each event. */
export function GET(
  request: NextRequest,
  { params }: { params: Promise<{ address: string; id: string }> },
): Promise<NextResponse> {
  return answered(async () => {
    const { address, id } = await params;
    const { found } = await currentMember();
    if (!found.ok) return refused(found.code);
    const own = await findOwnMailbox(found.value, address);
    if (!own.ok) return refused(own.code);
    const following = await followProgress(own.value, id);
    if (!following.ok) return refused(following.code);
    return eventStream(following.value, request.signal);
  });
}

/** HEAD is refused: without a body, nothing would ever close the stream. */
export const HEAD = () => new NextResponse(null, { status: 405, headers: { Allow: 'GET' } });

/** Only the status matters to the script. The page explains the refusal when it is loaded again. */
function refused(code: RefusalCode): NextResponse {
  const seconds = retryAfterSecondsOf(code);
  return NextResponse.json({}, { status: statusOf(code), headers: seconds ? { 'Retry-After': String(seconds) } : {} });
}
