import * as z from 'zod/mini';
import { type Flash, sealFlash } from '@/app/_web/flash';
import { memberForm } from '@/app/_web/member-form';
import { seeOther } from '@/app/_web/see-other';
import { mailSendingLog } from '@/lib/mail-log/sending/mail-sending-log';
import { findOwnMailbox } from '@/lib/mailbox/find-own-mailbox';
import { SENDING_LOG, sendingLogUrl } from '../sending-log-url';

/** Mails the daily counts of a mailbox to its holder. */
export const POST = memberForm(
  SENDING_LOG,
  z.object({ mailbox: z.string().check(z.maxLength(320)) }),
  async (ctx, form) => {
    const own = await findOwnMailbox(ctx, form.mailbox);
    if (!own.ok) return { refused: own.code };
    const mailed = await mailSendingLog(own.value);
    const flash: Flash = mailed.ok ? { done: 'log_mailed', addresses: mailed.value } : { refused: mailed.code };
    return seeOther(sendingLogUrl('', { mailbox: own.value.mailbox.address, notice: sealFlash(ctx, flash) }));
  },
);
