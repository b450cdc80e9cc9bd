import * as z from 'zod/mini';
import { sealFlash } from '@/app/_web/flash';
import { memberForm } from '@/app/_web/member-form';
import { seeOther } from '@/app/_web/see-other';
import { findOwnMailbox } from '@/lib/mailbox/find-own-mailbox';
import { setLogDetail } from '@/lib/mailbox/set-log-detail';
import { ACCESS_LOG, accessLogUrl } from '../access-log-url';

const form = z.object({ mailbox: z.string(), detail: z.enum(['on', 'off']) });

/** Switches the detail of the logs of a mailbox on or off. */
export const POST = memberForm(ACCESS_LOG, form, async (ctx, { mailbox, detail }) => {
  const own = await findOwnMailbox(ctx, mailbox);
  if (!own.ok) return { refused: own.code, detail: own.detail };
  await setLogDetail(own.value, detail === 'on');
  const flash = { done: detail === 'on' ? 'detail_on' : 'detail_off' } as const;
  return seeOther(`${accessLogUrl({ mailbox: own.value.mailbox.address })}&notice=${sealFlash(ctx, flash)}`);
});
