import { type NextRequest, NextResponse } from 'next/server';
import { answered } from '@/app/_web/answered';
import { currentMember } from '@/app/_web/current-member';
import { eventStream } from '@/app/_web/event-stream';
import { retryAfterSecondsOf, statusOf } from '@/app/_web/refusals';
import { followTries } from '@/lib/mail-log/access/follow-tries';
import { findOwnMailbox } from '@/lib/mailbox/find-own-mailbox';
import type { RefusalCode } from '@/lib/refusal-codes';
import { readSince } from '../read-since';

/** Streams an event whenever a device has tried to sign in. Authorized like the page, and again at each event. */
export function GET(request: NextRequest): Promise<NextResponse> {
  return answered(async () => {
    const { searchParams } = request.nextUrl;
    const { found } = await currentMember();
    if (!found.ok) return refused(found.code);
    const own = await findOwnMailbox(found.value, searchParams.get('mailbox') ?? '');
    if (!own.ok) return refused(own.code);
    const since = readSince(searchParams.get('since'), own.value.now);
    if (!since) return refused('log_filter.page');
    const following = await followTries(own.value, since);
    return following.ok ? eventStream(following.value, request.signal) : refused(following.code);
  });
}

/** HEAD is refused: without a body, nothing would ever close the stream. */
export const HEAD = () => new NextResponse(null, { status: 405, headers: { Allow: 'GET' } });

/** Only the status matters to the script. The page explains the refusal when it is loaded again. */
function refused(code: RefusalCode): NextResponse {
  const seconds = retryAfterSecondsOf(code);
  return NextResponse.json({}, { status: statusOf(code), headers: seconds ? { 'Retry-After': String(seconds) } : {} });
}
