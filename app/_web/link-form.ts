import { type NextRequest, NextResponse } from 'next/server';
import type { Result } from '@/lib/result';
import type { RequestContext } from '@/lib/runtime/runtime';
import { currentContext } from './current-member';
import { readForm } from './read-form';
import { sealRefusal } from './sealed-refusal';
import { seeOther } from './see-other';
import { afterUnexpectedError } from './unexpected-error';

/**
 * Takes the form of a page that a link in a notice leads to, and leads on. Its token is all the right that it needs, and
 * all that it reads.
 *
 * @param page of a token: it says why, when the token is refused
 * @param act  where to lead on to
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
