import { NextResponse } from 'next/server';
import { retryAfterSecondsOf, statusOf } from './refusals';
import { afterUnexpectedError } from './unexpected-error';

/**
 * Wraps routes that a page calls by itself. An unexpected error is logged, and the response is its status without a
 * body.
 */
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
