import type { NextRequest, NextResponse } from 'next/server';
import type * as z from 'zod/mini';
import { recordSecurityEvent } from '@/lib/audit/record-security-event';
import type { MemberContext } from '@/lib/context';
import type { RefusalCode } from '@/lib/refusal-codes';
import { currentMember } from './current-member';
import { type SealedNotice, sealNotice } from './sealed-notice';
import { seeOther } from './see-other';
import { afterSurprise } from './surprise';

/**
 * Takes a plain form of a member's page: guard, parse, call, and lead back to the page with a word on what came of it.
 * Who is not signed in (any more) is led to the page as well, which says why.
 *
 * @param page the path of the page that the form is on
 * @param act  what to tell there, or an answer of its own
 */
export function memberForm<Form>(
  page: string,
  schema: z.ZodMiniType<Form>,
  act: (ctx: MemberContext, form: Form) => Promise<SealedNotice | NextResponse>,
) {
  return async (request: NextRequest): Promise<NextResponse> => {
    const { found } = await currentMember();
    if (!found.ok) return seeOther(page);
    const tell = (notice: SealedNotice) => seeOther(`${page}?notice=${sealNotice(found.value, notice)}`);
    const refuse = (code: RefusalCode) => tell({ refused: code });
    try {
      const data = await request.formData().catch(() => undefined);
      const parsed = schema.safeParse(Object.fromEntries(data ?? []));
      if (!parsed.success) {
        recordSecurityEvent(found.value, 'form.refused', 'malformed');
        return refuse('request.malformed');
      }
      const outcome = await act(found.value, parsed.data);
      return 'headers' in outcome ? outcome : tell(outcome);
    } catch (error) {
      return refuse(afterSurprise(error));
    }
  };
}
