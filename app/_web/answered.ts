import { NextResponse } from 'next/server';
import { retryAfterSecondsOf, statusOf } from './refusals';
import { afterUnexpectedError } from './unexpected-error';

/** For routes that a page asks behind its person's back: a surprise is logged, and answered by its status alone. */
export async function answered(answer: () => Promise<NextResponse>): Promise<NextResponse> {
  try {
    return await answer();
  } catch (error) {
    const code = afterUnexpectedError(error);
    const retryAfter = retryAfterSecondsOf(code);
    const headers = retryAfter === undefined ? undefined : { 'Retry-After': String(retryAfter) };
    return new NextResponse(null, { status: statusOf(code), headers });
  }
}
