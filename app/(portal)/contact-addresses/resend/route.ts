import * as z from 'zod/mini';
import { memberForm } from '@/app/_web/member-form';
import { resendConfirmation } from '@/lib/account/contact-address/resend-confirmation';

/** Sends a new confirmation link for a contact address of the member. */
export const POST = memberForm('/contact-addresses', z.object({ id: z.uuid() }), async (ctx, { id }) => {
  const sent = await resendConfirmation(ctx, id);
  return sent.ok ? { done: 'link_sent', address: sent.value.address } : { refused: sent.code, detail: sent.detail };
});
