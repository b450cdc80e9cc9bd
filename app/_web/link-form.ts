import { type NextRequest, NextResponse } from 'next/server';
import type { Result } from '@/lib/result';
import type { RequestContext } from '@/lib/runtime/runtime';
import { currentContext } from './current-member';
import { readForm } from './read-form';
import { sealRefusal } from './sealed-refusal';
import { seeOther } from './see-other';
import { afterUnexpectedError } from './unexpected-error';

/**
 * Handles the form of a page that a link in a notice opens, and redirects. The token alone authorizes the act, and is
 * the only field that is read.
 *
 * @param page the path of the page for a token; it explains why a token is refused
 * @param act  performs the act and returns the path of the redirect
 */
export function linkForm(
  page: (token: string) => string,
  act: (ctx: RequestContext, token: string) => Promise<Result<string>>,
) {
  return async (request: NextRequest): Promise<NextResponse> => {
    try {
      const token = (await readForm(request))?.token;
      if (token === undefined) return new NextResponse(null, { status: 400 });
      const outcome = await act(currentContext(), token);
      return seeOther(outcome.ok ? outcome.value : page(encodeURIComponent(token) || 'none'));
    } catch (error) {
      return seeOther(`/campus/refused?refusal=${sealRefusal({ code: afterUnexpectedError(error) })}`);
    }
  };
}
