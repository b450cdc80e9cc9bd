import { type NextRequest, NextResponse } from 'next/server';
import type * as z from 'zod/mini';
import type { MemberRequest } from '@/lib/runtime/runtime';
import { type Flash, sealFlash } from './flash';
import { memberOfForm } from './member-of-form';
import { readForm } from './read-form';
import { statusOf } from './refusals';
import { seeOther } from './see-other';
import { afterUnexpectedError } from './unexpected-error';

/**
 * Takes a plain form of a member's page: parse, guard, call, and lead back to the page with a word on what came of it.
 * Without a valid session it leads to the page as well, which says why.
 *
 * @param page the path of the page that the form is on; its form carries whose it is (`FormOwner`)
 * @param act  what to tell there, or an answer of its own
 */
export function memberForm<Form>(
  page: string,
  schema: z.ZodMiniType<Form>,
  act: (ctx: MemberRequest, form: Form) => Promise<Flash | NextResponse>,
) {
  return async (request: NextRequest): Promise<NextResponse> => {
    const fields = await readForm(request);
    const parsed = schema.safeParse(fields);
    if (fields?.owner === undefined || !parsed.success) return new NextResponse(null, { status: 400 });
    const found = await memberOfForm(fields.owner);
    if (!found.ok && found.code === 'session.someone_else')
      return new NextResponse(null, { status: statusOf(found.code) });
    if (!found.ok) return seeOther(page);
    const tell = (notice: Flash) => seeOther(`${page}?notice=${sealFlash(found.value, notice)}`);
    try {
      const outcome = await act(found.value, parsed.data);
      return 'headers' in outcome ? outcome : tell(outcome);
    } catch (error) {
      return tell({ refused: afterUnexpectedError(error) });
    }
  };
}
