import * as z from 'zod/mini';
import { sealFlash } from '@/app/_web/flash';
import { memberForm } from '@/app/_web/member-form';
import { seeOther } from '@/app/_web/see-other';
import { endDevice } from '@/lib/mail-log/access/end-device';
import { findOwnMailbox } from '@/lib/mailbox/find-own-mailbox';
import { ACCESS_LOG, accessLogUrl } from '../access-log-url';

const form = z.object({ mailbox: z.string(), network: z.string() });

/** Ends the mail connections to a mailbox of the member from one network. */
export const POST = memberForm(ACCESS_LOG, form, async (ctx, { mailbox, network }) => {
  const own = await findOwnMailbox(ctx, mailbox);
  if (!own.ok) return { refused: own.code, detail: own.detail };
  const outcome = await endDevice(own.value, network);
  const flash = outcome.ok
    ? ({ done: 'mail_ended', count: outcome.value.ended } as const)
    : { refused: outcome.code, detail: outcome.detail };
  return seeOther(`${accessLogUrl({ mailbox: own.value.mailbox.address })}&notice=${sealFlash(ctx, flash)}`);
});
