import { type NextRequest, NextResponse } from 'next/server';
import type * as z from 'zod/mini';
import type { MemberRequest } from '@/lib/runtime/runtime';
import { type Flash, sealFlash } from './flash';
import { memberOfForm } from './member-of-form';
import { readForm } from './read-form';
import { statusOf } from './refusals';
import { withEntry } from './sealed-entry';
import { seeOther } from './see-other';
import { afterUnexpectedError } from './unexpected-error';

/**
 * Handles a plain form of a member's page: it parses, authorizes, performs the act, and redirects back to the page with
 * a flash about the result. Without a valid session it redirects to the page too, which explains the refusal and offers to
 * sign in.
 *
 * @param page the path of the page with the form, which must contain `FormOwner`
 * @param act  performs the act and returns the flash, or a response in place of the redirect
 * @param typedIn the input that the form has again after a sign-in, when the session has expired; never a password
 */
export function memberForm<Form>(
  page: string,
  schema: z.ZodMiniType<Form>,
  act: (ctx: MemberRequest, form: Form) => Promise<Flash | NextResponse>,
  typedIn?: (form: Form) => string,
) {
  return async (request: NextRequest): Promise<NextResponse> => {
    const fields = await readForm(request);
    const parsed = schema.safeParse(fields);
    if (fields?.owner === undefined || !parsed.success) return new NextResponse(null, { status: 400 });
    const found = await memberOfForm(fields.owner);
    if (!found.ok && found.code === 'session.someone_else')
      return new NextResponse(null, { status: statusOf(found.code) });
    if (!found.ok) {
      const typed = typedIn?.(parsed.data);
      return seeOther(typed ? withEntry(page, { typed, owner: fields.owner }) : page);
    }
    const redirectWith = (flash: Flash) => seeOther(`${page}?notice=${sealFlash(found.value, flash)}`);
    try {
      const outcome = await act(found.value, parsed.data);
      return 'headers' in outcome ? outcome : redirectWith(outcome);
    } catch (error) {
      return redirectWith({ refused: afterUnexpectedError(error) });
    }
  };
}
